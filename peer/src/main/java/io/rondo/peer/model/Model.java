package io.rondo.peer.model;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import java.lang.foreign.MemorySegment;

/**
 * A model as Rondo sees it: one flat vector of float32 parameters, one of gradients, and two computations. Bring your
 * own by implementing this with a public constructor without arguments and naming it as {@code model.class}; nothing
 * here needs ND4J.
 *
 * <p>Life: {@link #prepare}, {@link #parameterCount}, {@link #bind}, {@link #initialise}, then any number of
 * computations, then {@link #close}. One thread, the training thread, calls all of it. Given the same calls a model
 * must give the same bits, or replicas drift apart and the run is stopped.
 */
public interface Model extends AutoCloseable {
    /**
     * First call: the samples' shape and the most samples a batch will hold.
     *
     * @throws io.rondo.peer.RondoException when the model cannot take samples of this shape
     */
    void prepare(SampleShape shape, int largestBatch);

    /** Length of both flat vectors, in float32 values. */
    int parameterCount();

    /**
     * Hands over the two flat vectors, {@link #parameterCount()} float32 values each in native byte order, both aligned
     * to 64 bytes. They stay at their addresses until {@link #close}; the gradients lie in memory that other processes
     * may read.
     */
    void bind(MemorySegment parameters, MemorySegment gradients);

    /** Writes the first parameters: the same for the same seed, on every peer. */
    void initialise(long seed);

    /**
     * Overwrites the gradient vector with the SUM over the batch's samples of the gradient of each sample's loss, and
     * returns the sum of the losses. An empty batch gives zeros and 0.
     */
    double computeGradients(Batch batch);

    /**
     * The same, telling on the way which gradients are final: see {@link GradientListener}. A model that leaves this as
     * it is tells of all of them at the end, and nothing overlaps.
     */
    default double computeGradients(Batch batch, GradientListener listener) {
        double lossSum = computeGradients(batch);
        listener.onFinal(0, parameterCount());
        return lossSum;
    }

    /**
     * Where in the flat vectors the layers begin, rising from 0: the places at which gradients may be cut into buckets.
     * Asked after {@link #prepare}. Only worth saying by a model that tells its {@link GradientListener} more than once.
     */
    default int[] layerOffsets() {
        return new int[] {0};
    }

    /**
     * Writes the scores (logits: the higher, the likelier) of each sample of the batch into {@code scores}, row by row
     * {@code [batch.count()][classes]}, float32. Leaves the gradient vector alone.
     */
    void computeScores(Batch batch, MemorySegment scores);

    /** Frees what the model holds, not the two vectors. */
    @Override
    void close();
}
