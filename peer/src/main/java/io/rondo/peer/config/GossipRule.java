package io.rondo.peer.config;

import java.util.Locale;

/** How two neighbours mix their models in mode gossip. */
public enum GossipRule {
    /** Deltas around the ring, as Hogwild++ has it. */
    HOGWILD,
    /** Both take the mean of their models, as AD-PSGD has it. */
    PAIRWISE,
    /** Half of a weighted model to the successor, as SGP has it. */
    PUSH_SUM;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
