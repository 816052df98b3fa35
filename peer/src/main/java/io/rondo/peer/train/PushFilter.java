package io.rondo.peer.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Keeps small components of pushes back and adds them to the next push, so that nothing of them is lost: the
 * significantly-modified filter of the parameter server (Li et al., OSDI 2014). One thread.
 */
final class PushFilter {
    private static final int ALIGNMENT_BYTES = 64;

    private final double threshold;
    private final MemorySegment keptBack;

    /**
     * @param threshold of the mean gradient; above 0
     * @param lengthBytes of the vector, float32
     */
    PushFilter(double threshold, long lengthBytes) {
        this.threshold = threshold;
        this.keptBack = Arena.ofAuto().allocate(lengthBytes, ALIGNMENT_BYTES);
    }

    /** @param gradients sums over so many samples; components that are kept back become 0 */
    void apply(MemorySegment gradients, long samples) {
        float least = (float) (threshold * Math.max(1, samples));
        long elements = gradients.byteSize() / Float.BYTES;
        for (long i = 0; i < elements; i++) {
            float all =
                    gradients.getAtIndex(ValueLayout.JAVA_FLOAT, i) + keptBack.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            boolean isSmall = Math.abs(all) <= least;
            gradients.setAtIndex(ValueLayout.JAVA_FLOAT, i, isSmall ? 0 : all);
            keptBack.setAtIndex(ValueLayout.JAVA_FLOAT, i, isSmall ? all : 0);
        }
    }
}
