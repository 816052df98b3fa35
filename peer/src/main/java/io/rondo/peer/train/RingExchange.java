package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Ring;
import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * Mode {@code ring}: the synchronous all-reduce. Gradients are reduced from the source window into the target window, so
 * that a broken reduce leaves them as they were; the updater, the same on every peer, is fed from the target.
 *
 * <p>With one bucket everything happens on the training thread. With more an {@link ExchangeThread} reduces each bucket as
 * soon as it is final, while the training thread computes the gradients of earlier layers; the last one, and whatever
 * is called between two steps, is the training thread's.
 */
public final class RingExchange implements Exchange {
    private final Collectives ring;
    private final MemorySegment source;
    private final MemorySegment target;
    private final RingBuckets buckets;
    private final int last;
    private final ExchangeThread thread; // null with one bucket
    private final FlatUpdater updater;
    private final StepWatch watch;

    /**
     * @param source where the model writes its gradients; lives as long as the ring
     * @param target as long as the source
     * @param plan of the buckets, the same on every peer
     */
    public RingExchange(
            Collectives ring,
            MemorySegment source,
            MemorySegment target,
            BucketPlan plan,
            FlatUpdater updater,
            StepWatch watch) {
        this.ring = ring;
        this.source = source;
        this.target = target;
        this.buckets = new RingBuckets(ring, source, target, plan);
        this.last = plan.count() - 1;
        this.thread = last == 0 ? null : new ExchangeThread(buckets, plan.count(), hasOwnCore(ring.ring()));
        this.updater = updater;
        this.watch = watch;
    }

    /** Whether this host has a core for each peer's training thread and one for its exchange thread. */
    private static boolean hasOwnCore(Ring ring) {
        int leader = ring.leaderOf(ring.rank());
        long peersHere = IntStream.range(0, ring.size())
                .filter(rank -> ring.leaderOf(rank) == leader)
                .count();
        return 2 * peersHere <= Runtime.getRuntime().availableProcessors();
    }

    @Override
    public MemorySegment gradients() {
        return source;
    }

    @Override
    public void begin(long step, long samples) {
        watch.onStep(step);
        if (thread != null) {
            thread.begin(samples);
        }
    }

    /** The last bucket goes out in {@link #apply}, together with the losses. */
    @Override
    public void onFinal(int bucket) {
        if (bucket < last) {
            thread.hand(bucket);
        }
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        watch.onExchanging(step);
        long arrivalNs = System.nanoTime();
        if (thread == null) {
            buckets.reduce(0, samples, lossSum);
        } else {
            thread.finish(lossSum);
        }
        StepOutcome outcome = buckets.outcome(arrivalNs, System.nanoTime());
        updater.apply(target, 1, step);
        return outcome;
    }

    @Override
    public long[] gather(long... mine) {
        return ring.allGather(mine);
    }

    @Override
    public MemorySegment updaterState() {
        return updater.state();
    }

    @Override
    public void close() {
        watch.onClosing();
        if (thread != null) {
            thread.close();
        }
        ring.close();
    }
}
