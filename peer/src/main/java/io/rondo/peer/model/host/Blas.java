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

    private final Address left = new Address();
    private final Address right = new Address();
    private final Address result = new Address();

    /** {@code c[m][n] = a[m][k] * b[k][n] + beta * c}. */
    void multiply(int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        sgemm(PLAIN, PLAIN, m, n, k, a, lda, b, ldb, beta, c, ldc);
    }

    /** {@code c[m][n] = transpose(a[k][m]) * b[k][n] + beta * c}. */
    void multiplyLeftTransposed(int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        sgemm(TRANSPOSED, PLAIN, m, n, k, a, lda, b, ldb, beta, c, ldc);
    }

    /** {@code c[m][n] = a[m][k] * transpose(b[n][k]) + beta * c}. */
    void multiplyRightTransposed(int m, int n, int k, long a, int lda, long b, int ldb, float beta, long c, int ldc) {
        sgemm(PLAIN, TRANSPOSED, m, n, k, a, lda, b, ldb, beta, c, ldc);
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
