package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A step as all peers saw it, and this peer's share of its time.
 *
 * @param samples of all peers together
 * @param loss mean over those samples
 * @param waitNs of the time from this peer's arrival at the exchange to its return: until the last peer had arrived
 * @param transferNs of the same time: the rest
 * @param overlapNs transfers before this peer's arrival, while it was computing
 * @param generation of the view in which it was committed
 * @param digest of the reduced gradients, see {@link GradientDigest}
 * @param peers the members of that view, in rank order: their samples are in it, and no others
 */
public record StepOutcome(
        long samples,
        double loss,
        long waitNs,
        long transferNs,
        long overlapNs,
        int generation,
        long digest,
        List<Integer> peers) {
    static StepOutcome of(Committed step, MemorySegment reduced, long waitNs, long transferNs, long overlapNs) {
        double loss = step.samples() == 0 ? 0 : step.loss() / step.samples();
        return new StepOutcome(
                step.samples(),
                loss,
                waitNs,
                transferNs,
                overlapNs,
                step.generation(),
                GradientDigest.of(reduced),
                step.peers());
    }
}
