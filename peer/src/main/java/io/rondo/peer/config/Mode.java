package io.rondo.peer.config;

import java.util.Locale;

/** How peers exchange what they learn. */
public enum Mode {
    /** One peer, no exchange. */
    SOLO,
    /** Synchronous ring all-reduce of the gradients. */
    RING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
