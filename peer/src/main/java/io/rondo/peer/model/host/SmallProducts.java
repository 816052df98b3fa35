package io.rondo.peer.model.host;

/**
 * Into which blocks {@link Blas} cuts a product. OpenBLAS' kernels for SkylakeX compute products of up to a million
 * multiplications on the matrices as they lie, without packing them first: in blocks of that size a dense layer's
 * products run at 111 to 114 GFLOP/s for 81 to 97 in one call, where 116 is all that the processor's multipliers can do.
 * OpenBLAS' kernels for other processors are mostly slower in blocks: there nothing is cut. See docs/models.md.
 */
final class SmallProducts {
    /** OpenBLAS' own limit. */
    static final long MOST_MULTIPLICATIONS = 1_000_000;

    /** Four AVX-512 vectors. */
    private static final int COLUMNS = 64;

    private static final int STEPS = 200;
    /** A transposed left factor is read across its rows, of which more do not stay in the first-level cache. */
    private static final int TRANSPOSED_STEPS = 64;

    private SmallProducts() {}

    /** Columns of the result at a time, {@code n} in all. */
    static int columns(int n) {
        return Math.min(n, COLUMNS);
    }

    /** Terms of the sums at a time, {@code k} in all: the result is added to once for each block of them. */
    static int steps(int k, boolean leftTransposed) {
        return evenly(k, leftTransposed ? TRANSPOSED_STEPS : STEPS);
    }

    /** Rows of the result at a time, {@code m} in all. */
    static int rows(int m, int columns, int steps) {
        return evenly(m, (int) (MOST_MULTIPLICATIONS / ((long) columns * steps)));
    }

    /** The size of the fewest blocks of at most {@code most} each, none much smaller than the others. */
    private static int evenly(int length, int most) {
        return Math.ceilDiv(length, Math.ceilDiv(length, most));
    }
}
