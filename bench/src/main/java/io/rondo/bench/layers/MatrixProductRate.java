package io.rondo.bench.layers;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** What OpenBLAS itself reaches on this machine at this moment: the bound to read the other figures by. */
final class MatrixProductRate {
    private static final int SIZE = 768;
    private static final int TIMES = 15;

    private MatrixProductRate() {}

    /** Median rate of a square float32 product, in 1e9 floating-point operations a second. */
    static double measureGflops(StepClock clock) {
        long values = (long) SIZE * SIZE;
        try (FloatPointer a = new FloatPointer(values);
                FloatPointer b = new FloatPointer(values);
                FloatPointer c = new FloatPointer(values)) {
            for (long i = 0; i < values; i++) {
                a.put(i, i % 7);
                b.put(i, i % 11);
            }
            double[] rates = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                long beginNs = clock.nowNs();
                openblas_nolapack.cblas_sgemm(
                        openblas_nolapack.CblasRowMajor,
                        openblas_nolapack.CblasNoTrans,
                        openblas_nolapack.CblasNoTrans,
                        SIZE,
                        SIZE,
                        SIZE,
                        1f,
                        a,
                        SIZE,
                        b,
                        SIZE,
                        0f,
                        c,
                        SIZE);
                rates[i] = 2.0 * values * SIZE / (clock.nowNs() - beginNs);
            }
            Arrays.sort(rates);
            return rates[TIMES / 2];
        }
    }
}
