package io.rondo.peer.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Mode {@code solo}: one peer, nobody to exchange with. */
public final class SoloExchange implements Exchange {
    private static final int ALIGNMENT_BYTES = 64;

    private final MemorySegment gradients;
    private final Updater updater;
    private final int peer;

    /**
     * @param peer id of this one
     * @param gradients that the model writes, float32 values as many as parameters
     */
    public SoloExchange(int peer, MemorySegment gradients, Updater updater) {
        this.peer = peer;
        this.gradients = gradients;
        this.updater = updater;
    }

    /** As above, with memory for the gradients of so many parameters. */
    public static SoloExchange of(int peer, int parameterCount, Updater updater) {
        MemorySegment gradients = Arena.ofAuto().allocate((long) parameterCount * Float.BYTES, ALIGNMENT_BYTES);
        return new SoloExchange(peer, gradients, updater);
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
        // the memory goes with whoever still uses it
    }
}
