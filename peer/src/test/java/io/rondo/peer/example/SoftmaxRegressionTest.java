package io.rondo.peer.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.Backend;
import io.rondo.peer.model.BuiltInModels;
import io.rondo.peer.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
    private static final SampleShape SHAPE = new SampleShape(4, 3, 2, 5);

    /** The example and the built-in {@code logistic} are the same model in the same layout. */
    @Test
    void shouldAgreeWithTheBuiltInModel() throws ReflectiveOperationException {
        try (Arena arena = Arena.ofConfined();
                Model example = SoftmaxRegression.class.getConstructor().newInstance();
                Model builtIn = BuiltInModels.create("logistic", List.of(), Backend.HOST)) {
            Batch batch = new Batch(SHAPE, 6, arena);
            batch.count(6);
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 6 * SHAPE.length(); i++) {
                batch.features().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
            }
            float[] expected = new float[(SHAPE.length() + 1) * 5 + 6 * 5];
            float[] actual = new float[expected.length];
            double expectedLoss = step(builtIn, batch, expected, arena);
            double actualLoss = step(example, batch, actual, arena);

            assertThat(actualLoss).isCloseTo(expectedLoss, within(1e-5));
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).isCloseTo(expected[i], within(1e-5f));
            }
        }
    }

    /** Gradients, then scores, after which the model has seen parameters that are not zero. */
    private static double step(Model model, Batch batch, float[] result, Arena arena) {
        model.prepare(SHAPE, 6);
        int count = model.parameterCount();
        MemorySegment parameters = arena.allocate((long) count * Float.BYTES, 64);
        MemorySegment gradients = arena.allocate((long) count * Float.BYTES, 64);
        MemorySegment scores = arena.allocate(6L * SHAPE.classes() * Float.BYTES, 64);
        model.bind(parameters, gradients);
        model.initialise(1);
        for (int i = 0; i < count; i++) {
            parameters.setAtIndex(ValueLayout.JAVA_FLOAT, i, (i % 13 - 6) * 0.1f);
        }
        double loss = model.computeGradients(batch);
        model.computeScores(batch, scores);
        MemorySegment.copy(gradients, ValueLayout.JAVA_FLOAT, 0, result, 0, count);
        MemorySegment.copy(scores, ValueLayout.JAVA_FLOAT, 0, result, count, 6 * SHAPE.classes());
        return loss;
    }
}
