package io.rondo.peer.config;

import java.util.Locale;

/** How peers exchange what they learn. */
public enum Mode {
    /** One peer, no exchange. */
    SOLO,
    /** Synchronous ring all-reduce of the gradients. */
    RING,
    /** Asynchronous: each peer at its own pace, models mix with their neighbours' on the ring. */
    GOSSIP,
    /** With parameter servers, to compare with. */
    CENTRAL;

    /** Whether peers of this mode need each other. */
    public boolean hasRing() {
        return this != SOLO;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
