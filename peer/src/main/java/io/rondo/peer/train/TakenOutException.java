package io.rondo.peer.train;

import io.rondo.peer.RondoException;

/** The others go on without this peer, which may join them as new. */
public final class TakenOutException extends RondoException {
    private static final long serialVersionUID = 1;

    public TakenOutException(String message, Throwable cause) {
        super(message, cause);
    }
}
