package io.rondo.peer.model.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products small enough for one call and, where {@link Blas} cuts, in blocks with something left over each way. */
class BlasTest {
    private final Blas blas = new Blas();

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "0, 7, 3",
        "7, 17, 33",
        "16, 10, 0",
        "66, 129, 401",
        "1001, 33, 65",
        "3, 500, 801",
        "250, 65, 129"
    })
    void shouldMultiplyAsThePlainLoopDoes(int m, int n, int k) {
        for (boolean transposed : new boolean[] {false, true}) {
            for (float beta : new float[] {0f, 1f}) {
                check(m, n, k, transposed, beta);
            }
        }
    }

    private void check(int m, int n, int k, boolean transposed, float beta) {
        try (Arena arena = Arena.ofConfined()) {
            SplittableRandom random = new SplittableRandom(m + 31L * n + 997L * k);
            MemorySegment a = random(arena, (long) m * k, random);
            MemorySegment b = random(arena, (long) k * n, random);
            MemorySegment c = random(arena, (long) m * n, random);
            float[] before = c.toArray(ValueLayout.JAVA_FLOAT);
            if (transposed) {
                blas.multiplyLeftTransposed(m, n, k, a.address(), m, b.address(), Math.max(n, 1), beta, c.address(), n);
            } else {
                blas.multiply(m, n, k, a.address(), Math.max(k, 1), b.address(), n, beta, c.address(), n);
            }
            float[] left = a.toArray(ValueLayout.JAVA_FLOAT);
            float[] right = b.toArray(ValueLayout.JAVA_FLOAT);
            float[] result = c.toArray(ValueLayout.JAVA_FLOAT);
            for (int i = 0; i < result.length; i++) {
                double sum = beta * before[i];
                for (int step = 0; step < k; step++) {
                    float factor = left[transposed ? step * m + i / n : i / n * k + step];
                    sum += (double) factor * right[step * n + i % n];
                }
                assertThat((double) result[i])
                        .as("%dx%dx%d transposed=%s beta=%s at %d", m, n, k, transposed, beta, i)
                        .isCloseTo(sum, within(1e-6 * (k + 1)));
            }
        }
    }

    private static MemorySegment random(Arena arena, long length, SplittableRandom random) {
        MemorySegment memory =
                arena.allocate(Math.max(1, length) * Float.BYTES, 64).asSlice(0, length * Float.BYTES);
        for (long i = 0; i < length; i++) {
            memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(-1, 1));
        }
        return memory;
    }
}
