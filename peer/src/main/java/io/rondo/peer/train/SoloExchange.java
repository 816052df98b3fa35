package io.rondo.peer.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Mode {@code solo}: one peer, nobody to exchange with. */
public final class SoloExchange implements Exchange {
    private static final int ALIGNMENT_BYTES = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment gradients;
    private final Updater updater;
    private final int peer;

    /**
     * @param peer id of this one
     * @param parameterCount length of the flat vectors, in float32 values
     */
    public SoloExchange(int peer, int parameterCount, Updater updater) {
        this.peer = peer;
        this.gradients = arena.allocate((long) parameterCount * Float.BYTES, ALIGNMENT_BYTES);
        this.updater = updater;
    }

    @Override
    public MemorySegment gradients() {
        return gradients;
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        updater.apply(gradients, Math.max(1, samples), step);
        return StepOutcome.of(Committed.reduced(0, List.of(peer), samples, lossSum), gradients, 0, 0, 0);
    }

    @Override
    public Gathered gather(int valuesEach, GatherPart part) {
        return new Gathered(List.of(peer), part.of(0, 1));
    }

    @Override
    public MemorySegment updaterState() {
        return updater.state();
    }

    @Override
    public void close() {
        arena.close();
    }
}
