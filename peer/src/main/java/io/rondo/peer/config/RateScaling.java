package io.rondo.peer.config;

import java.util.Locale;

/** What the learning rate is multiplied with for n peers. */
public enum RateScaling {
    /** 1. */
    NONE,
    /** n (Goyal et al. 2017). */
    LINEAR,
    /** The square root of n. */
    SQRT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The factor for a ring of this many peers. */
    public double factor(int peers) {
        return switch (this) {
            case NONE -> 1;
            case LINEAR -> peers;
            case SQRT -> Math.sqrt(peers);
        };
    }
}
