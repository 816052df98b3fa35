package io.rondo.hogwild;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Reduction;
import java.lang.foreign.MemorySegment;

/** One model of many: the mean of all replicas, each weighted by what its {@link MixingRule} says it counts for. */
public final class Consensus {
    private Consensus() {}

    /**
     * A collective.
     *
     * @param model this replica's; other threads may be changing it
     * @param weight what it counts for; 0: nothing, as of a newcomer
     * @param snapshot of the ring's windows: this replica's part
     * @param target of the ring's windows
     * @param consensus the result, the same bits on every rank
     */
    public static void of(
            Collectives ring,
            MemorySegment model,
            double weight,
            MemorySegment snapshot,
            MemorySegment target,
            MemorySegment consensus) {
        MixingLoops.scale(model, (float) weight, snapshot);
        ring.allReduce(snapshot, target, Reduction.SUM, 1, (float) weight);
        MixingLoops.scale(target, (float) (1 / ring.rider()), consensus);
    }
}
