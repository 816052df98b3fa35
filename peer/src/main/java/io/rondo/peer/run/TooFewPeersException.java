package io.rondo.peer.run;

import io.rondo.peer.RondoException;

/** Fewer than {@code recovery.minPeers} are left, and nobody came in time. */
final class TooFewPeersException extends RondoException {
    private static final long serialVersionUID = 1;

    TooFewPeersException(String message) {
        super(message);
    }
}
