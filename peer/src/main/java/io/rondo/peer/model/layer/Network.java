package io.rondo.peer.model.layer;

import io.rondo.peer.data.Batch;
import io.rondo.peer.model.GradientListener;
import java.lang.foreign.MemorySegment;

/**
 * A {@link NetworkPlan} that a backend can compute: scores, and gradients of the softmax cross-entropy summed over the
 * batch. Same calls, units and errors as {@link io.rondo.peer.model.Model}, whose second half this is; one thread.
 */
public interface Network extends AutoCloseable {
    void bind(MemorySegment parameters, MemorySegment gradients);

    /**
     * Overwrites the gradients with the sum over the samples and returns the sum of their losses.
     *
     * @param listener told of each layer's gradients as soon as they are final
     */
    double computeGradients(Batch batch, GradientListener listener);

    /** Writes {@code [batch.count()][classes]} scores; leaves the gradients alone. */
    void computeScores(Batch batch, MemorySegment scores);

    @Override
    void close();
}
