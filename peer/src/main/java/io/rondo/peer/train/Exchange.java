package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;

/**
 * A mode of training: everything from a computed gradient to the next parameters, the updater included. The training
 * thread calls all of it.
 */
public interface Exchange extends AutoCloseable {
    /** Where the model writes the sums of its gradients; float32, the same address until {@link #close}. */
    MemorySegment gradients();

    /**
     * Turns this peer's gradient sums into the next parameters.
     *
     * @param step number of the step, from 0
     * @param samples how many samples the sums are made of, 0 or more
     * @param lossSum sum of those samples' losses
     * @return what the step was like for all peers together
     */
    StepOutcome apply(long step, long samples, double lossSum);

    /**
     * Every peer's values, in rank order; also a barrier.
     *
     * @param mine this peer's values, as many on every peer
     */
    long[] gather(long... mine);

    /** The updater's state, for checkpoints; float32. */
    MemorySegment updaterState();

    @Override
    void close();
}
