package io.rondo.allreduce.kernel;

/**
 * The arithmetic of a reduce over raw off-heap addresses, for one element type and one operator ({@link Kernels#of}).
 *
 * <p>Every address names {@code count} elements in native byte order and needs no alignment; equal offsets modulo 64 are
 * the fastest. A target is one of the sources or apart from both, never partly overlapping; the two targets of {@link
 * #reduceIntoBoth} are apart. Nothing is checked: a wrong address ends the process. The divisor is 1 (no division) or
 * more; for minimum and maximum it is 1. For float32 and float64 it is rounded once to the element type, and each
 * element is truly divided; integers are divided towards zero, after a sum that may have wrapped around.
 *
 * <p>All implementations give the same bits (which NaN a NaN is, is left open). No call allocates, once the JIT has
 * compiled it. Any thread.
 */
public interface ReduceKernel {
    /** {@code target[i] = (a[i] op b[i]) / divisor}. */
    void reduce(long aAddress, long bAddress, long divisor, long targetAddress, int count);

    /** {@code target[i] = otherTarget[i] = (a[i] op b[i]) / divisor}. */
    void reduceIntoBoth(
            long aAddress, long bAddress, long divisor, long targetAddress, long otherTargetAddress, int count);

    /** {@code target[i] = a[i] / divisor}. */
    void divide(long aAddress, long divisor, long targetAddress, int count);
}
