package io.rondo.allreduce;

import java.util.concurrent.TimeUnit;

/**
 * Every time-out of Aeron on the data path, derived from the one number {@code recovery.budget}: how long a peer may be
 * silent before it is taken for dead. That verdict is the {@link RingWatch}'s, who can tell a frozen peer from one that
 * left; Aeron's own come later, at twice the budget, and only clean up.
 *
 * @param budgetNs the budget
 */
public record TransportTimeouts(long budgetNs) {
    private static final long MIN_BUDGET_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int KEEP_ALIVES_PER_BUDGET = 10;

    public TransportTimeouts {
        if (budgetNs < MIN_BUDGET_NS) {
            throw new IllegalArgumentException("a budget of " + budgetNs / 1_000_000 + " ms is below 200 ms");
        }
    }

    /** A client, a driver, an image or a publication silent for so long is dead. */
    public long livenessNs() {
        return 2 * budgetNs;
    }

    /** Aeron wants this above the liveness: when a claimed frame of a dead publisher is unblocked. */
    public long unblockNs() {
        return 4 * budgetNs;
    }

    /** How often a client says to its driver that it lives. */
    public long keepAliveNs() {
        return budgetNs / KEEP_ALIVES_PER_BUDGET;
    }

    /** How often the driver looks at its timers. */
    public long timerIntervalNs() {
        return budgetNs / (2 * KEEP_ALIVES_PER_BUDGET);
    }

    long driverTimeoutMs() {
        return TimeUnit.NANOSECONDS.toMillis(livenessNs());
    }
}
