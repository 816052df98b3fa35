package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;

/**
 * A mode of training: everything from a computed gradient to the next parameters, the updater included. The training
 * thread calls all of it.
 */
public interface Exchange extends AutoCloseable {
    /** Where the model writes its gradients; float32, the same address until {@link #close}. */
    MemorySegment gradients();

    /**
     * Takes this peer's place in the run; once more after a {@link TakenOutException}.
     *
     * @return true when the run begins; false when the others are under way and their state has been received
     */
    default boolean enter() {
        return true;
    }

    /**
     * This peer is about to compute a step's gradients.
     *
     * @param step number of the step, from 0
     * @param samples how many samples the sums will be made of, 0 or more
     */
    default void begin(long step, long samples) {}

    /**
     * A bucket of the {@link BucketPlan} is final: its sums can be had. Each bucket is told of once a step, in the plan's
     * order. A mode that does not say where they go has them in {@link #gradients}.
     */
    default void onFinal(int bucket, GradientSums sums) {
        sums.writeInPlace(bucket);
    }

    /**
     * Turns this peer's gradient sums, all of them final now, into the next parameters.
     *
     * @param step as at its {@link #begin}; so the samples
     * @param lossSum sum of those samples' losses
     * @return what the step was like for all peers together
     */
    StepOutcome apply(long step, long samples, double lossSum);

    /**
     * Every peer's values, in rank order; also a barrier.
     *
     * @param valuesEach how many the part has, on every peer
     */
    Gathered gather(int valuesEach, GatherPart part);

    /** Of vectors that this peer has sent and received as messages, where the mode counts them; else 0. */
    default long bytes() {
        return 0;
    }

    /** Bytes that would have been of them without compression. */
    default long savedBytes() {
        return 0;
    }

    /** All is done; the peers part. */
    default void finish() {}

    /** The updater's state, for checkpoints; float32. */
    MemorySegment updaterState();

    @Override
    void close();
}
