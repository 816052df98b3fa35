package io.rondo.peer.model.host;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Matrix products by OpenBLAS, called directly through JavaCPP's binding: 0.1 µs a call, where the same product as an
 * ND4J operation costs 3 to 30. Needs no ND4J. One thread an instance.
 *
 * <p>Matrices are row-major float32 at raw addresses; {@code lda}, {@code ldb}, {@code ldc} are the values from one row
 * to the next as the matrix lies in memory. {@code beta} 0 overwrites {@code c}, 1 adds to it.
 */
final class Blas {
    private static final int ROW_MAJOR = openblas_nolapack.CblasRowMajor;
    private static final int PLAIN = openblas_nolapack.CblasNoTrans;
    private static final int TRANSPOSED = openblas_nolapack.CblasTrans;

    private static final boolean IN_BLOCKS = BlasKernels.name().equals("SkylakeX");

    private final Address left = new Address();
    private final Address right = new Address();
    private final Address result = new Address();

    /** {@code c[m][n] = a[m][k] * b[k][n] + beta * c}. */
    void multiply(int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        product(PLAIN, m, n, k, a, lda, b, ldb, beta, c, ldc);
    }

    /** {@code c[m][n] = transpose(a[k][m]) * b[k][n] + beta * c}. */
    void multiplyLeftTransposed(int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        product(TRANSPOSED, m, n, k, a, lda, b, ldb, beta, c, ldc);
    }

    /** {@code c[m][n] = a[m][k] * transpose(b[n][k]) + beta * c}. */
    void multiplyRightTransposed(int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        sgemm(PLAIN, TRANSPOSED, m, n, k, a, lda, b, ldb, beta, c, ldc);
    }

    private void product(
            int transposeA, int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        if (IN_BLOCKS && (long) m * n * k > SmallProducts.MOST_MULTIPLICATIONS) {
            productInBlocks(transposeA, m, n, k, a, lda, b, ldb, beta, c, ldc);
        } else {
            sgemm(transposeA, PLAIN, m, n, k, a, lda, b, ldb, beta, c, ldc);
        }
    }

    /** The order of the blocks of {@code k} is fixed, and with it the order of every sum. */
    private void productInBlocks(
            int transposeA, int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        boolean transposed = transposeA == TRANSPOSED;
        int columns = SmallProducts.columns(n);
        int steps = SmallProducts.steps(k, transposed);
        int rows = SmallProducts.rows(m, columns, steps);
        for (int step = 0; step < k; step += steps) {
            float add = step == 0 ? beta : 1f;
            int nowK = Math.min(steps, k - step);
            for (int column = 0; column < n; column += columns) {
                int nowN = Math.min(columns, n - column);
                long factor = at(b, step, ldb, column);
                for (int row = 0; row < m; row += rows) {
                    int nowM = Math.min(rows, m - row);
                    long from = transposed ? at(a, step, lda, row) : at(a, row, lda, step);
                    long to = at(c, row, ldc, column);
                    sgemm(transposeA, PLAIN, nowM, nowN, nowK, from, lda, factor, ldb, add, to, ldc);
                }
            }
        }
    }

    private static long at(long matrix, int row, int rowLength, int column) {
        return matrix + ((long) row * rowLength + column) * Float.BYTES;
    }

    private void sgemm(
            int transposeA,
            int transposeB,
            int m,
            int n,
            int k,
            long a,
            int lda,
            long b,
            int ldb,
            float beta,
            long c,
            int ldc) {
        openblas_nolapack.cblas_sgemm(
                ROW_MAJOR,
                transposeA,
                transposeB,
                m,
                n,
                k,
                1f,
                left.at(a),
                lda,
                right.at(b),
                ldb,
                beta,
                result.at(c),
                ldc);
    }

    /** A pointer whose address changes from call to call, so that a call allocates nothing. */
    private static final class Address extends FloatPointer {
        Address at(long newAddress) {
            address = newAddress;
            return this;
        }
    }
}
