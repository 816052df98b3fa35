package io.rondo.peer.model.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class SoftmaxLossTest {
    @Test
    void shouldKeepNineDigitsOfTheExponential() {
        for (double x = 0; x > -60; x -= 0.00731) {
            assertThat(exponential(x) / StrictMath.exp(x)).isCloseTo(1, within(1e-9));
        }
        assertThat(exponential(0)).isEqualTo(1);
        assertThat(exponential(-1e9)).isLessThan(1e-300);
        assertThat(exponential(Double.NaN)).isNaN();
    }

    @Test
    void shouldGiveGradientsThatSumToZero() {
        MemorySegment gradient = MemorySegment.ofArray(new float[6]);
        double loss = new SoftmaxLoss(3)
                .lossAndGradient(MemorySegment.ofArray(new float[] {1, 2, 3, 0, 0, 0}), new int[] {2, 0}, 2, gradient);

        assertThat(loss).isCloseTo(0.40760596444438 + StrictMath.log(3), within(1e-9));
        float[] expected = {0.09003057f, 0.24472848f, -0.33475903f, -0.6666667f, 0.33333334f, 0.33333334f};
        for (int i = 0; i < expected.length; i++) {
            assertThat(gradient.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isCloseTo(expected[i], within(1e-7f));
        }
    }

    @Test
    void shouldStayFiniteWhereProbabilitiesUnderflow() {
        MemorySegment scores = MemorySegment.ofArray(new float[] {-1000, 1000});
        assertThat(new SoftmaxLoss(2).loss(scores, new int[] {0}, 1)).isEqualTo(2000);
    }

    @Test
    void shouldLetNanThrough() {
        MemorySegment scores = MemorySegment.ofArray(new float[] {Float.NaN, 1});
        assertThat(new SoftmaxLoss(2).loss(scores, new int[] {1}, 1)).isNaN();
    }

    @Test
    void shouldAddManyLosses() {
        int count = 1000;
        float[] scores = new float[count * 3];
        double expected = 0;
        for (int i = 0; i < count; i++) {
            scores[3 * i + 1] = i * 0.01f;
            expected += StrictMath.log(2 + StrictMath.exp(scores[3 * i + 1]));
        }
        double loss = new SoftmaxLoss(3).loss(MemorySegment.ofArray(scores), new int[count], count);

        assertThat(loss).isCloseTo(expected, within(1e-9 * expected));
    }

    private static double exponential(double x) {
        double[] values = {x};
        Exponential.replace(values, new double[1], 1);
        return values[0];
    }
}
