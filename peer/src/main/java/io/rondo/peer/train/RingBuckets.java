package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Reduction;
import java.lang.foreign.MemorySegment;

/**
 * Reduces buckets on the ring, in place. The thread that has the right to call the ring calls {@link #reduce}; the totals
 * are of the last bucket reduced.
 */
final class RingBuckets implements BucketReduce {
    private final Collectives ring;
    private final MemorySegment[] memory;
    private final BucketTimes times;
    private long totalSamples;
    private double totalLoss;

    /** @param gradients memory of a window where the ring has windows */
    RingBuckets(Collectives ring, MemorySegment gradients, BucketPlan plan) {
        this.ring = ring;
        this.memory = plan.slices(gradients);
        this.times = new BucketTimes(plan.count());
    }

    /** Where a bucket is reduced: this peer's sums before, the result after. */
    MemorySegment memory(int bucket) {
        return memory[bucket];
    }

    @Override
    public void reduce(int bucket, long samples, double lossSum) {
        long callNs = System.nanoTime();
        totalSamples = ring.allReduce(memory[bucket], memory[bucket], Reduction.AVERAGE, samples, lossSum);
        totalLoss = ring.rider();
        times.put(bucket, callNs, ring.lastArrivalNs(), System.nanoTime());
    }

    long totalSamples() {
        return totalSamples;
    }

    double totalLoss() {
        return totalLoss;
    }

    /**
     * What the step was like.
     *
     * @param step as it was committed
     * @param arrivalNs when the training thread had computed everything
     * @param returnNs when it knew that all buckets were reduced
     */
    StepOutcome outcome(Committed step, MemorySegment target, long arrivalNs, long returnNs) {
        long waitNs = Math.min(times.waitNs(arrivalNs), returnNs - arrivalNs);
        return StepOutcome.of(step, target, waitNs, returnNs - arrivalNs - waitNs, times.hiddenNs(arrivalNs));
    }
}
