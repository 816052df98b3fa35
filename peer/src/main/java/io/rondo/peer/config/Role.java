package io.rondo.peer.config;

import java.util.Locale;

/** What a peer is there for. */
public enum Role {
    /** Trains. In all modes but central every peer does. */
    WORKER,
    /** Holds a part of the model for the workers of mode central. */
    SERVER;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
