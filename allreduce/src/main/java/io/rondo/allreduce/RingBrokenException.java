package io.rondo.allreduce;

/**
 * The ring cannot go on: a neighbour is silent, left, or disagrees. The message names the peer, the generation, the hop
 * and the milliseconds waited. The operation had no effect on its source, and its target is unspecified.
 */
public final class RingBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RingBrokenException(String message) {
        super(message);
    }

    public RingBrokenException(String message, Throwable cause) {
        super(message, cause);
    }
}
