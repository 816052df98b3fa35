package io.rondo.peer.run;

import io.rondo.peer.RondoException;

/** There is no next ring for this peer: it was taken out, or nobody makes one. */
final class OutOfRingException extends RondoException {
    private static final long serialVersionUID = 1;

    OutOfRingException(String message, Throwable cause) {
        super(message, cause);
    }
}
