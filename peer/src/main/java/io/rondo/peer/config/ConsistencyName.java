package io.rondo.peer.config;

import java.util.Locale;

/** When the servers of mode central apply what workers push, and let them go on. */
public enum ConsistencyName {
    /** Rounds of one push of every worker. */
    BSP,
    /** Every push at once; no worker more than a bound of its own steps ahead of the slowest. */
    SSP,
    /** Every push at once; no worker that is busy has missed more than a bound of all workers' updates. */
    SSP_UPDATES,
    /** Every push at once, and nobody waits. */
    ASP,
    /** Rounds of the first pushes: some workers may be late, and their gradients are dropped. */
    BACKUP;

    /** Whether it bounds staleness. */
    public boolean isBounded() {
        return this == SSP || this == SSP_UPDATES;
    }

    /** Whether all workers are always in the same step. */
    public boolean isSynchronous() {
        return this == BSP;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
