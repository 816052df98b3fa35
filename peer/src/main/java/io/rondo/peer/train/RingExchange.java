package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Reduction;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/**
 * Mode {@code ring}: the synchronous all-reduce. Gradients are reduced from the source window into the target window, so
 * that a broken reduce leaves them as they were; the updater, the same on every peer, is fed from the target.
 */
public final class RingExchange implements Exchange {
    private final Collectives ring;
    private final MemorySegment source;
    private final MemorySegment target;
    private final FlatUpdater updater;
    private final LongConsumer onExchanging;

    /**
     * @param source where the model writes its gradients; lives as long as the ring
     * @param target as long as the source
     * @param onExchanging told the step when this peer arrives at the exchange
     */
    public RingExchange(
            Collectives ring,
            MemorySegment source,
            MemorySegment target,
            FlatUpdater updater,
            LongConsumer onExchanging) {
        this.ring = ring;
        this.source = source;
        this.target = target;
        this.updater = updater;
        this.onExchanging = onExchanging;
    }

    @Override
    public MemorySegment gradients() {
        return source;
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        onExchanging.accept(step);
        long arrivalNs = System.nanoTime();
        long total = ring.allReduce(source, target, Reduction.AVERAGE, samples, lossSum);
        long returnNs = System.nanoTime();
        long lastArrivalNs = Math.max(arrivalNs, ring.lastArrivalNs());
        updater.apply(target, 1, step);
        return StepOutcome.of(total, ring.rider(), lastArrivalNs - arrivalNs, returnNs - lastArrivalNs);
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
        ring.close();
    }
}
