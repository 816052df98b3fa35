package io.rondo.peer.report;

import java.util.Locale;

/** What a peer of a ring is doing, as its counters say it. */
public enum PeerState {
    /** Until its first step. */
    STARTING,
    /** On its own: gradients, updates, evaluation, checkpoints. */
    COMPUTING,
    /** With the others. */
    EXCHANGING,
    /** From the break of a ring until the next one is open. */
    RECOVERING,
    LEAVING;

    private static final PeerState[] ALL = values();

    /** Of a counter's value. */
    public static PeerState of(long value) {
        return ALL[Math.clamp(value, 0, ALL.length - 1)];
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
