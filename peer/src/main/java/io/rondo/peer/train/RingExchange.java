package io.rondo.peer.train;

import io.rondo.allreduce.RingBrokenException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mode {@code ring}: the synchronous all-reduce. This peer's gradient sums are written into the target and reduced there in
 * place, which moves half as many lines of memory as from a source into a target; a broken reduce leaves the gradients
 * that they are made of as they were. The updater, the same on every peer, is fed from the target.
 *
 * <p>When the ring breaks, within an exchange or between two, the next call notices and goes on in the ring of the next
 * view: {@link CatchUp}, then the same exchange again. So no step is lost, none is applied twice, and nobody computes a
 * gradient anew.
 *
 * <pre>
 *   exchange k ── broken ── close links ── ring of the next view ── catch up ──┬─ behind: the others' result of k
 *                    ▲                            │ broken                    └─ else: exchange k again ── committed
 *                    └────────────────────────────┘
 * </pre>
 *
 * <p>With one bucket everything happens on the training thread. With more an {@link ExchangeThread} reduces each bucket as
 * soon as it is final, while the training thread computes the gradients of earlier layers; the last one, and whatever
 * is called between two steps, is the training thread's.
 */
public final class RingExchange implements Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(RingExchange.class);

    private final RingSupply supply;
    private final BucketPlan plan;
    private final Updater updater;
    private final StepWatch watch;
    private GradientSums sums; // of the step under way
    private final Map<Integer, List<Integer>> ringsTried =
            new HashMap<>(); // for the exchange that is not committed yet
    private OpenRing now;
    /** The ring whose target has the last committed gradients: an earlier one while a new ring catches up. */
    private OpenRing lastReduced;

    private long committed;
    private Committed last = Committed.NOTHING;

    /**
     * Opens the first ring.
     *
     * @param plan of the buckets, the same on every peer
     */
    public RingExchange(RingSupply supply, BucketPlan plan, Updater updater, StepWatch watch) {
        this.supply = supply;
        this.plan = plan;
        this.updater = updater;
        this.watch = watch;
        RingSupply.Opened first = supply.open(0, null);
        now = new OpenRing(first, plan);
        lastReduced = now;
        ringsTried.put(now.generation(), now.peers());
    }

    @Override
    public MemorySegment gradients() {
        return supply.source();
    }

    @Override
    public void begin(long step, long samples) {
        watch.onStep(step);
        now.begin(samples);
    }

    @Override
    public void onFinal(int bucket, GradientSums sums) {
        this.sums = sums;
        now.onFinal(bucket, sums);
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        watch.onExchanging(step);
        long arrivalNs = System.nanoTime();
        Committed result = exchange(
                () -> {
                    now.finish(samples, lossSum);
                    return reduced();
                },
                () -> {
                    now.reduceAgain(samples, lossSum, sums);
                    return reduced();
                });
        StepOutcome outcome = now.buckets().outcome(result, now.result(), arrivalNs, System.nanoTime());
        updater.apply(now.result(), 1, step);
        return outcome;
    }

    private Committed reduced() {
        now.turn();
        RingBuckets buckets = now.buckets();
        return Committed.reduced(now.generation(), now.peers(), buckets.totalSamples(), buckets.totalLoss());
    }

    @Override
    public Gathered gather(GatherPart part) {
        Supplier<Committed> attempt = () -> {
            int rank = now.collectives().ring().rank();
            long[] values =
                    now.collectives().allGather(part.of(rank, now.peers().size()));
            return Committed.gathered(now.generation(), now.peers(), values);
        };
        Committed result = exchange(attempt, attempt);
        return new Gathered(result.peers(), result.values());
    }

    /** Until it is committed: tried, tried again on the next ring, or received from a peer that has it. */
    private Committed exchange(Supplier<Committed> first, Supplier<Committed> again) {
        Supplier<Committed> attempt = first;
        while (true) {
            try {
                return commit(attempt.get());
            } catch (RingBrokenException e) {
                Committed missed = recover(e);
                if (missed != null) {
                    return commit(missed);
                }
                attempt = again;
            }
        }
    }

    private Committed commit(Committed result) {
        committed++;
        last = result;
        ringsTried.clear();
        ringsTried.put(now.generation(), now.peers());
        return result;
    }

    /** Returns what this peer has missed, or null. */
    private Committed recover(RingBrokenException broken) {
        RingBrokenException cause = broken;
        long beginNs = System.nanoTime();
        while (true) {
            try {
                int generation = now.generation();
                LOG.debug("the ring broke: {}", cause.getMessage());
                closeRing();
                reopen(generation, cause);
                Committed missed = catchUp();
                watch.onRecovered(now.collectives().ring(), System.nanoTime() - beginNs);
                return missed;
            } catch (RingBrokenException e) {
                cause = e;
            }
        }
    }

    private void closeRing() {
        watch.onClosing(now.collectives().ring());
        now.close();
        if (now != lastReduced) {
            now.release();
        }
    }

    private void reopen(int generation, RingBrokenException cause) {
        RingSupply.Opened opened = supply.open(generation, cause);
        now = new OpenRing(opened, plan);
        ringsTried.put(now.generation(), now.peers());
    }

    private Committed catchUp() {
        Committed missed =
                CatchUp.with(now.collectives(), committed, last, lastReduced.result(), now.wholeResult(), ringsTried);
        if (lastReduced != now) {
            lastReduced.release();
            lastReduced = now;
        }
        return missed;
    }

    @Override
    public MemorySegment updaterState() {
        return updater.state();
    }

    /** The members part after a last barrier; who is missing there has left already. */
    @Override
    public void finish() {
        try {
            now.collectives().barrier();
        } catch (RingBrokenException e) {
            LOG.debug("the members part: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        closeRing();
        lastReduced.release();
    }
}
