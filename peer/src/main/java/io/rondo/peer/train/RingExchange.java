package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Mode {@code ring}: the synchronous all-reduce. This peer's gradient sums are written into the target and reduced there in
 * place, which moves half as many lines of memory as from a source into a target; a broken reduce leaves the gradients
 * that they are made of as they were. The updater, the same on every peer, is fed from the target.
 *
 * <p>When the ring breaks the same exchange is done again in the next one ({@link HealingRing}). So no step is lost, none
 * is applied twice, and nobody computes a gradient anew.
 *
 * <p>With one bucket everything happens on the training thread. With more an {@link ExchangeThread} reduces each bucket as
 * soon as it is final, while the training thread computes the gradients of earlier layers; the last one, and whatever
 * is called between two steps, is the training thread's.
 */
public final class RingExchange implements Exchange {
    private final RingSupply supply;
    private final Updater updater;
    private final StepWatch watch;
    private final HealingRing ring;
    private GradientSums sums; // of the step under way

    /**
     * @param plan of the buckets, the same on every peer
     * @param state given to newcomers, or received from others by {@link #enter}
     */
    public RingExchange(RingSupply supply, BucketPlan plan, Updater updater, StepWatch watch, RunState state) {
        this.supply = supply;
        this.updater = updater;
        this.watch = watch;
        this.ring = new HealingRing(supply, plan, watch, state);
    }

    @Override
    public MemorySegment gradients() {
        return supply.source();
    }

    @Override
    public boolean enter() {
        return ring.enter();
    }

    @Override
    public void begin(long step, long samples) {
        watch.onStep(step);
        ring.now().begin(samples, ring.isSettled());
    }

    @Override
    public void onFinal(int bucket, GradientSums sums) {
        this.sums = sums;
        ring.now().onFinal(bucket, sums);
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        watch.onExchanging(step);
        long arrivalNs = System.nanoTime();
        Committed result = ring.exchange(
                Meeting.REDUCE,
                () -> {
                    ring.now().finish(samples, lossSum);
                    return reduced();
                },
                () -> {
                    ring.now().reduceAgain(samples, lossSum, sums);
                    return reduced();
                });
        MemorySegment reduced = ring.now().result();
        StepOutcome outcome = ring.now().buckets().outcome(result, reduced, arrivalNs, System.nanoTime());
        updater.apply(reduced, 1, step);
        return outcome;
    }

    private Committed reduced() {
        OpenRing now = ring.now();
        now.target().turn();
        return Committed.reduced(
                now.generation(),
                now.peers(),
                now.buckets().totalSamples(),
                now.buckets().totalLoss());
    }

    @Override
    public Gathered gather(int valuesEach, GatherPart part) {
        Committed result = ring.exchange(valuesEach, () -> gathered(part), () -> gathered(part));
        return new Gathered(result.peers(), result.values());
    }

    /** Newcomers without the run's state take part, but have nothing to say. */
    private Committed gathered(GatherPart part) {
        OpenRing now = ring.now();
        List<Integer> peers = ring.contributors();
        int own = now.peers().get(now.collectives().ring().rank());
        long[] mine = part.of(peers.indexOf(own), peers.size());
        long[] all = now.collectives().allGather(mine);
        long[] values = new long[peers.size() * mine.length];
        for (int i = 0; i < peers.size(); i++) {
            int from = now.peers().indexOf(peers.get(i)) * mine.length;
            System.arraycopy(all, from, values, i * mine.length, mine.length);
        }
        return Committed.gathered(now.generation(), peers, values);
    }

    @Override
    public MemorySegment updaterState() {
        return updater.state();
    }

    @Override
    public void finish() {
        ring.finish();
    }

    @Override
    public void close() {
        ring.close();
    }
}
