package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Ring;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/** A ring of one generation, with the buckets that are reduced on it and the thread that does it. */
final class OpenRing {
    private final Collectives collectives;
    private final MemorySegment wholeTarget;
    private final Runnable letGo; // of the target
    private final MemorySegment target;
    private final RingBuckets buckets;
    private final int bucketCount;
    private final ExchangeThread thread; // null with one bucket
    private boolean isClosed;
    private boolean isReleased;

    OpenRing(RingSupply.Opened opened, MemorySegment source, BucketPlan plan) {
        collectives = opened.ring();
        wholeTarget = opened.target();
        letGo = opened.letGo();
        target = wholeTarget.asSlice(0, source.byteSize());
        buckets = new RingBuckets(collectives, source, target, plan);
        bucketCount = plan.count();
        thread = bucketCount == 1 ? null : new ExchangeThread(buckets, bucketCount, hasOwnCore(collectives.ring()));
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

    /** Where results are; it outlives the ring. */
    MemorySegment target() {
        return target;
    }

    /** It may be longer than the gradients. */
    MemorySegment wholeTarget() {
        return wholeTarget;
    }

    RingBuckets buckets() {
        return buckets;
    }

    void begin(long samples) {
        if (thread != null) {
            thread.begin(samples);
        }
    }

    /** The last bucket goes out in {@link #finish}, together with the losses. */
    void onFinal(int bucket) {
        if (bucket < bucketCount - 1) {
            thread.hand(bucket);
        }
    }

    /** Waits for the buckets that are under way and reduces the last one. */
    void finish(long samples, double lossSum) {
        if (thread == null) {
            buckets.reduce(0, samples, lossSum);
        } else {
            thread.finish(lossSum);
        }
    }

    /** All of them, on the training thread: the exchange thread of this ring has had none yet. */
    void reduceAll(long samples, double lossSum) {
        for (int bucket = 0; bucket < bucketCount; bucket++) {
            buckets.reduce(bucket, samples, bucket == bucketCount - 1 ? lossSum : 0);
        }
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

    /** Lets go of the target too. */
    void release() {
        close();
        if (!isReleased) {
            isReleased = true;
            letGo.run();
        }
    }
}
