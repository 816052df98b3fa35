package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.OptimizerName;
import io.rondo.peer.config.TrainingConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlatUpdaterTest {
    private static final float[] START = {0.5f, -1, 0, 2, 0.25f};
    private static final float[][] GRADIENTS = {
        {1, -2, 0.5f, 0.1f, 3}, {0.5f, 1, -0.5f, 0.2f, 0}, {-1, 0.25f, 0.5f, 0.3f, -3}, {2, 2, -0.125f, 0.1f, 1}
    };

    @ParameterizedTest
    @EnumSource(OptimizerName.class)
    void shouldFollowTheOptimizersFormula(OptimizerName name) {
        TrainingConfig training = training("optimizer: {name: " + name + "}");
        double[] expected = new double[START.length];
        OptimizerOracle[] oracles = new OptimizerOracle[START.length];
        for (int i = 0; i < START.length; i++) {
            expected[i] = START[i];
            oracles[i] = new OptimizerOracle(training.optimizer());
        }
        try (World world = new World(training)) {
            for (int step = 0; step < GRADIENTS.length; step++) {
                for (int i = 0; i < START.length; i++) {
                    expected[i] -= oracles[i].update(GRADIENTS[step][i], step + 1);
                }
                world.apply(GRADIENTS[step], 1, step);

                for (int i = 0; i < START.length; i++) {
                    assertThat((double) world.parameter(i))
                            .as("parameter %d after step %d", i, step)
                            .isEqualTo(expected[i], within(2e-6 * Math.max(1, Math.abs(expected[i]))));
                }
            }
        }
    }

    @Test
    void shouldAverageThenClipThenDecayTheWeights() {
        try (World world =
                new World(training("optimizer: {name: sgd, learningRate: 1}\n  clipNorm: 1\n  weightDecay: 0.5"))) {
            world.apply(new float[] {12, 0, 16, 0, 0}, 4, 0); // the mean is (3, 0, 4, 0, 0) with norm 5

            assertThat(world.parameter(0)).isEqualTo(0.5f - (0.6f + 0.25f), within(1e-6f));
            assertThat(world.parameter(1)).isEqualTo(-1 + 0.5f, within(1e-6f));
            assertThat(world.parameter(2)).isEqualTo(-0.8f, within(1e-6f));
            assertThat(world.gradient(2)).isEqualTo(16); // as it was: the same step may be tried again
        }
    }

    @Test
    void shouldLeaveAGradientBelowTheLimitAlone() {
        try (World world = new World(training("optimizer: {name: sgd, learningRate: 1}\n  clipNorm: 5.5"))) {
            world.apply(new float[] {3, 0, 4, 0, 0}, 1, 0);

            assertThat(world.parameter(2)).isEqualTo(-4);
        }
    }

    @Test
    void shouldTakeTheRateOfTheStep() {
        try (World world = new World(training(
                "optimizer: {name: sgd, learningRate: 1}\n  schedule: {name: step, everySteps: 10, factor: 0.5}"))) {
            world.apply(new float[] {0, 0, 1, 0, 0}, 1, 25);

            assertThat(world.parameter(2)).isEqualTo(-0.25f);
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerName.class)
    void shouldKeepItsWholeMemoryInItsState(OptimizerName name) {
        TrainingConfig training = training("optimizer: {name: " + name + "}");
        try (World whole = new World(training);
                World first = new World(training);
                World second = new World(training)) {
            for (int step = 0; step < GRADIENTS.length; step++) {
                whole.apply(GRADIENTS[step], 1, step);
                (step < 2 ? first : second).apply(GRADIENTS[step], 1, step);
                if (step == 1) {
                    second.takeOver(first);
                }
            }

            for (int i = 0; i < START.length; i++) {
                assertThat(second.parameter(i)).isEqualTo(whole.parameter(i)); // to the bit
            }
        }
    }

    private static TrainingConfig training(String settings) {
        String constant = settings.contains("schedule:") ? "" : "\n  schedule: {name: constant}";
        return ConfigReader.readText("training:\n  " + settings + constant, "test")
                .training();
    }

    private static final class World implements AutoCloseable {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment parameters = arena.allocate(START.length * Float.BYTES, 64);
        private final MemorySegment gradient = arena.allocate(START.length * Float.BYTES, 64);
        private final FlatUpdater updater;

        World(TrainingConfig training) {
            parameters.copyFrom(MemorySegment.ofArray(START));
            updater = new FlatUpdater(training, LearningRate.of(training, 1, 100), parameters);
        }

        void apply(float[] values, long divisor, long step) {
            gradient.copyFrom(MemorySegment.ofArray(values));
            updater.apply(gradient, divisor, step);
        }

        void takeOver(World other) {
            parameters.copyFrom(other.parameters);
            updater.state().copyFrom(other.updater.state());
        }

        float parameter(int index) {
            return parameters.getAtIndex(ValueLayout.JAVA_FLOAT, index);
        }

        float gradient(int index) {
            return gradient.getAtIndex(ValueLayout.JAVA_FLOAT, index);
        }

        @Override
        public void close() {
            updater.close();
            arena.close();
        }
    }
}
