package io.rondo.hogwild.gossip;

import io.rondo.hogwild.token.TokenTiming;

/**
 * @param timing of the tokens
 * @param firstWaitSteps own steps before a run's first exchange
 * @param resendNs after which a neighbour that has not answered is told again
 */
public record GossipSettings(TokenTiming timing, long firstWaitSteps, long resendNs) {
    public GossipSettings {
        if (firstWaitSteps < 0 || resendNs < 1) {
            throw new IllegalArgumentException("firstWaitSteps=" + firstWaitSteps + " must not be negative, resendNs="
                    + resendNs + " be positive");
        }
    }
}
