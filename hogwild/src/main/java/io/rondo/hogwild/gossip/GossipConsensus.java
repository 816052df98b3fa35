package io.rondo.hogwild.gossip;

import io.rondo.allreduce.Collectives;
import io.rondo.hogwild.Consensus;
import io.rondo.hogwild.MixingRule;
import io.rondo.hogwild.ModelDistance;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A peer's part in the consensuses of a run: {@link ConsensusRounds} says when, an all-reduce makes one model of all. Gossip
 * thread only, but for what is said to be any thread's.
 */
public final class GossipConsensus {
    private final ConsensusRounds rounds;
    private final MixingRule rule;
    private final MemorySegment model;
    private final MemorySegment consensus;
    private volatile double spread;
    private volatile int takenHere;

    /** @param patienceNs how long the others' calls may take */
    GossipConsensus(long patienceNs, MixingRule rule, MemorySegment model) {
        this.rounds = new ConsensusRounds(patienceNs);
        this.rule = rule;
        this.model = model;
        this.consensus = Arena.ofAuto().allocate(model.byteSize(), Long.BYTES);
    }

    ConsensusRounds rounds() {
        return rounds;
    }

    /** Takes part if it is time to; all members do. Returns how much work it was. */
    int takePart(Collectives ring, MemorySegment snapshot, MemorySegment target) {
        if (!rounds.isDue()) {
            return 0;
        }
        Consensus.of(ring, model, rule.weight(), snapshot, target, consensus);
        spread = ModelDistance.relative(model, consensus);
        rounds.onTaken();
        takenHere++; // one writer
        return 1;
    }

    /** One is wanted and not taken yet. */
    public boolean isPending() {
        return rounds.isPending();
    }

    /** The last one of the run is taken. */
    public boolean isOver() {
        return rounds.isOver();
    }

    /** How many this peer has taken part in. Any thread. */
    public int takenHere() {
        return takenHere;
    }

    /** The model of the last one: it stays as it is until the next is pending. */
    public MemorySegment model() {
        return consensus;
    }

    /** Distance of this peer's model from the last consensus, relative to that. Any thread. */
    public double spread() {
        return spread;
    }
}
