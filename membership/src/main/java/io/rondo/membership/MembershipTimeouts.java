package io.rondo.membership;

import java.util.concurrent.TimeUnit;

/**
 * Every time-out of signs of life and of the membership service, derived from the one number {@code recovery.budget}: how
 * long a living peer may be silent. All code of this module takes them from here.
 *
 * @param budgetNs the budget
 */
public record MembershipTimeouts(long budgetNs) {
    /** Threads that say or look at something so often wake every millisecond, and now and then late. */
    private static final long LEAST_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int SIGNS_PER_BUDGET = 20;
    static final int STALLS_PER_SILENCE = 4;

    /** The shortest budget: a tenth of what is derived from it would else be shorter than threads can keep to. */
    public static final long LEAST_BUDGET_NS = SIGNS_PER_BUDGET * LEAST_INTERVAL_NS;

    /** {@code recovery.budget} is not checked here: simulations and tests of silence take any. */
    public MembershipTimeouts {
        if (budgetNs <= 0) {
            throw new IllegalArgumentException("a budget of " + budgetNs + " ns");
        }
    }

    /** Between two signs of life of a peer to the service; what it wants is repeated with each. */
    public long signNs() {
        return budgetNs / SIGNS_PER_BUDGET;
    }

    /** Between two beats to each other peer. */
    public long beatNs() {
        return budgetNs / 10;
    }

    /** The service takes a member for silent: that leaves the rest of the budget for the new ring. */
    public long serviceSilenceNs() {
        return budgetNs / 10 * 6;
    }

    /** After such a gap in its own work the service doubts itself. */
    public long serviceStallNs() {
        return serviceSilenceNs() / STALLS_PER_SILENCE;
    }

    /** Peers take a member for silent: later than the service, which knows more, and early enough to mend the ring. */
    public long memberSilenceNs() {
        return budgetNs / 10 * 8;
    }

    /** After such a gap in its own work a peer doubts itself. */
    public long peerStallNs() {
        return budgetNs / 4;
    }

    /** At the end nobody waits any longer for a peer that has been silent for so long. */
    public long goneNs() {
        return budgetNs;
    }

    /** From such a silence on the service looks whether a process of its own host is starved. */
    public long quietNs() {
        return budgetNs / 4;
    }

    /** A starved process is spoken for until then. */
    public long starvedNs() {
        return Starvation.MOST_BUDGETS * budgetNs;
    }

    /** A connection to the service that has not joined is cut off. */
    public long anonymousNs() {
        return 2 * budgetNs;
    }

    /** A peer takes the embedded service for lost. */
    public long serviceLostNs() {
        return 2 * budgetNs;
    }

    /** A peer says that the replicated service has no leader, and looks for another node. */
    public long leaderlessNs() {
        return budgetNs;
    }

    /** A node that has accepted a connection answers, or another is asked. */
    public long answerNs() {
        return budgetNs / 4;
    }

    /** An attempt to connect to the service takes so long at most, divided by the number of its nodes. */
    public long connectNs() {
        return budgetNs / 2;
    }

    /** A node that has begun to lead gives peers so long to find it before it takes anybody for silent. */
    public long graceNs() {
        return budgetNs;
    }

    /** Aeron, for signs of life: a client or a driver is dead. */
    public long controlLivenessNs() {
        return 2 * budgetNs;
    }

    /** Aeron, for signs of life: the driver looks at its timers. Below all that follow. */
    public long controlTimerNs() {
        return budgetNs / 20;
    }

    /** Aeron, for signs of life: the client says to its driver that it lives. */
    public long controlKeepAliveNs() {
        return budgetNs / 10;
    }

    /** Aeron, for signs of life: another peer's publication or image is gone. */
    public long controlImageNs() {
        return budgetNs;
    }

    /** Aeron, for signs of life: a frame that was claimed and never sent is given up. Above the liveness. */
    public long controlUnblockNs() {
        return 4 * budgetNs;
    }
}
