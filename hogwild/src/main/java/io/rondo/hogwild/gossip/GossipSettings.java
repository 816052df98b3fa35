package io.rondo.hogwild.gossip;

import io.rondo.hogwild.token.TokenTiming;

/**
 * @param timing of the tokens
 * @param firstWaitSteps own steps before a run's first exchange
 * @param resendNs after which a neighbour that has not answered is told again
 * @param consensusPatienceNs after which a member that has not answered a call to a consensus is overdue
 */
public record GossipSettings(TokenTiming timing, long firstWaitSteps, long resendNs, long consensusPatienceNs) {
    /** Gossip threads answer at once; a live one that does not for so long is stuck, or what it says gets lost. */
    private static final int PATIENCE_BUDGETS = 10;

    private static final int RESENDS_PER_BUDGET = 4;

    public GossipSettings {
        if (firstWaitSteps < 0 || resendNs < 1 || consensusPatienceNs < 1) {
            throw new IllegalArgumentException("firstWaitSteps=" + firstWaitSteps + " must not be negative, resendNs="
                    + resendNs + " and consensusPatienceNs=" + consensusPatienceNs + " be positive");
        }
    }

    /** @param budgetNs of a recovery: all waits follow from it */
    public static GossipSettings of(TokenTiming timing, long budgetNs) {
        return new GossipSettings(
                timing, timing.firstWaitSteps(), budgetNs / RESENDS_PER_BUDGET, PATIENCE_BUDGETS * budgetNs);
    }
}
