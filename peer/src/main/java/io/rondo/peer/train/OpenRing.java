package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Ring;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/** A ring of one generation, with its target, the buckets that are reduced in both halves of it, and the thread that does it. */
final class OpenRing {
    private final Collectives collectives;
    private final Target target;
    private final MemorySegment[] gradients; // in each half
    private final RingBuckets[] buckets; // in each half
    private final int bucketCount;
    private final ExchangeThread thread; // null with one bucket
    private boolean isOverlapping; // the step under way
    private boolean isClosed;

    OpenRing(RingSupply.Opened opened, BucketPlan plan) {
        collectives = opened.ring();
        target = opened.target();
        gradients = new MemorySegment[2];
        buckets = new RingBuckets[2];
        for (int half = 0; half < 2; half++) {
            gradients[half] = target.half(half).asSlice(0, (long) plan.elements() * Float.BYTES);
            buckets[half] = new RingBuckets(collectives, gradients[half], plan);
        }
        bucketCount = plan.count();
        thread =
                bucketCount == 1 ? null : new ExchangeThread(this::reduce, bucketCount, hasOwnCore(collectives.ring()));
    }

    /** Whether this host has a core for each peer's training thread and one for its exchange thread. */
    private static boolean hasOwnCore(Ring ring) {
        int leader = ring.leaderOf(ring.rank());
        long peersHere = IntStream.range(0, ring.size())
                .filter(rank -> ring.leaderOf(rank) == leader)
                .count();
        return 2 * peersHere <= Runtime.getRuntime().availableProcessors();
    }

    Collectives collectives() {
        return collectives;
    }

    int generation() {
        return collectives.ring().generation();
    }

    List<Integer> peers() {
        return collectives.ring().peers();
    }

    /** Outlives the ring. */
    Target target() {
        return target;
    }

    /** The last committed gradients. */
    MemorySegment result() {
        return gradients[target.result()];
    }

    /** The half that they lie in, which may be longer. */
    MemorySegment wholeResult() {
        return target.half(target.result());
    }

    /** Of the last result. */
    RingBuckets buckets() {
        return buckets[target.result()];
    }

    /** @param mayOverlap buckets may be reduced before {@link #finish} */
    void begin(long samples, boolean mayOverlap) {
        isOverlapping = thread != null && mayOverlap;
        if (isOverlapping) {
            thread.begin(samples);
        }
    }

    /** Takes its sums. The last bucket goes out in {@link #finish}, together with the losses. */
    void onFinal(int bucket, GradientSums sums) {
        sums.write(bucket, underWay().memory(bucket));
        if (isOverlapping && bucket < bucketCount - 1) {
            thread.hand(bucket);
        }
    }

    /** Waits for the buckets that are under way and reduces the last one. */
    void finish(long samples, double lossSum) {
        if (isOverlapping) {
            thread.finish(lossSum);
        } else {
            for (int bucket = 0; bucket < bucketCount; bucket++) {
                reduce(bucket, samples, bucket == bucketCount - 1 ? lossSum : 0);
            }
        }
    }

    /** All of them, after another ring broke, on the training thread: the exchange thread of this ring has had none yet. */
    void reduceAgain(long samples, double lossSum, GradientSums sums) {
        for (int bucket = 0; bucket < bucketCount; bucket++) {
            sums.write(bucket, underWay().memory(bucket));
            reduce(bucket, samples, bucket == bucketCount - 1 ? lossSum : 0);
        }
    }

    private void reduce(int bucket, long samples, double lossSum) {
        underWay().reduce(bucket, samples, lossSum);
    }

    private RingBuckets underWay() {
        return buckets[1 - target.result()];
    }

    /** Closes all but the target. */
    void close() {
        if (!isClosed) {
            isClosed = true;
            if (thread != null) {
                thread.close();
            }
            collectives.close();
        }
    }
}
