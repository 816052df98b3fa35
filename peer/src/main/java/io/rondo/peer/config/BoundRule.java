package io.rondo.peer.config;

import java.util.Locale;

/** Where the bound of staleness comes from in mode central. */
public enum BoundRule {
    /** It stays. */
    FIXED,
    /** It grows with every epoch. */
    EPOCH,
    /** It follows how much the first layer has just changed. */
    WEIGHTS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
