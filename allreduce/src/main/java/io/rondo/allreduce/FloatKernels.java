package io.rondo.allreduce;

/**
 * The arithmetic of a reduce over raw addresses of float32 values in native order. Addresses need no alignment; source
 * and target ranges are equal or apart.
 */
interface FloatKernels {
    /** {@code target[i] = a[i] + b[i]}. */
    void add(long aAddress, long bAddress, long targetAddress, int count);

    /** {@code target[i] = (a[i] + b[i]) / divisor}. */
    void addAndDivide(long aAddress, long bAddress, float divisor, long targetAddress, int count);

    /** {@code target[i] = a[i] / divisor}. */
    void divide(long aAddress, float divisor, long targetAddress, int count);
}
