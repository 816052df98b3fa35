package io.rondo.peer.config;

import java.util.Locale;

/** How an epoch's samples are dealt to the peers (names as in Apache SystemDS; {@code docs/config.md} describes each). */
public enum Partition {
    /** One seeded permutation of all samples, new each epoch; every step takes the next slice for each peer. */
    SHUFFLE,
    /** Peer r keeps the r-th contiguous part of the data set. */
    DISJOINT_CONTIGUOUS,
    /** Peer r keeps every n-th sample, from r on. */
    DISJOINT_ROUND_ROBIN,
    /** Peer r keeps the r-th part of one seeded permutation. */
    DISJOINT_RANDOM,
    /** Every peer sees all samples, each in an order of its own. */
    OVERLAP_RESHUFFLE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
