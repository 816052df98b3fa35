package io.rondo.peer.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.UnaryOperator;

/** Plays the other peers: {@code gather} answers what the test says, {@code apply} is written down. */
final class FakeExchange implements Exchange {
    private final List<String> calls;
    private final UnaryOperator<long[]> gathered;
    private final MemorySegment gradients = Arena.ofAuto().allocate(64, 64);
    private double loss = 1;

    FakeExchange(List<String> calls, UnaryOperator<long[]> gathered) {
        this.calls = calls;
        this.gathered = gathered;
    }

    /** What every sample costs from now on. */
    void lossIs(double newLoss) {
        loss = newLoss;
    }

    @Override
    public MemorySegment gradients() {
        return gradients;
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        calls.add("apply step=" + step + " samples=" + samples);
        return new StepOutcome(samples, loss, 0, 0, 0);
    }

    @Override
    public long[] gather(long... mine) {
        calls.add("gather " + mine.length);
        return gathered.apply(mine);
    }

    @Override
    public MemorySegment updaterState() {
        return MemorySegment.NULL;
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
