package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;

/**
 * This peer's gradients of the step under way, summed over its samples: parts that stay as they are until the next step,
 * so that the sums can be had again when an exchange that was given them breaks. Training thread only.
 */
interface GradientSums {
    /**
     * Writes the sums of a bucket that is final.
     *
     * @param into as long as the bucket
     */
    void write(int bucket, MemorySegment into);

    /** Writes them over the gradients that the model has written: they can be had once. */
    void writeInPlace(int bucket);
}
