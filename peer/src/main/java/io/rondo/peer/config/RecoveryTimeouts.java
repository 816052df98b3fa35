package io.rondo.peer.config;

/**
 * The time-outs of a peer's own part of recovery, derived from {@code recovery.budget} like those of the modules below:
 * {@code TransportTimeouts}, {@code MembershipTimeouts}.
 *
 * @param budgetNs the budget
 */
public record RecoveryTimeouts(long budgetNs) {
    /** A ring that broke though nobody died is renewed. */
    public long renewNs() {
        return budgetNs / 4;
    }

    /** After a break the next view has come, or the peer ends; without a leader the time does not run. */
    public long viewNs() {
        return 4 * budgetNs;
    }

    /** Who joins again waits so long to hear the members first. */
    public long voicesNs() {
        return 2 * budgetNs;
    }

    /** A member that is within reach is heard several times meanwhile. */
    public long voiceNs() {
        return budgetNs / 4;
    }

    /** Who leaves, or is done and holds the data driver, waits so long for the others. */
    public long partingNs() {
        return budgetNs;
    }
}
