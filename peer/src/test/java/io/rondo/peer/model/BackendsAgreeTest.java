package io.rondo.peer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.layer.PlacedLayer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The host backend against the chain of ND4J operations: the same scores, losses and gradients. */
class BackendsAgreeTest {
    private static final double TOLERANCE = 1e-5;

    @ParameterizedTest
    @CsvSource({"logistic, 28, 1", "mlp, 28, 1", "lenet, 28, 1", "lenet, 32, 3", "cifarnet, 32, 3"})
    void shouldAgreeOnAwkwardBatches(String name, int side, int channels) {
        SampleShape shape = new SampleShape(side, side, channels, 10);
        try (ModelUnderTest host = tested(name, shape, Backend.HOST);
                ModelUnderTest ops = tested(name, shape, Backend.OPS)) {
            for (int count : new int[] {64, 1, 3, 17, 64}) {
                agree(name + " " + side + "x" + side + "x" + channels, count, host, ops);
            }
        }
    }

    private static ModelUnderTest tested(String name, SampleShape shape, Backend backend) {
        return new ModelUnderTest(BuiltInModels.create(name, List.of(), backend), shape, 64).shakeParameters(3);
    }

    private static void agree(String name, int count, ModelUnderTest host, ModelUnderTest ops) {
        double hostLoss = host.fill(count, count).model.computeGradients(host.batch);
        double opsLoss = ops.fill(count, count).model.computeGradients(ops.batch);
        float[] hostGradients = host.gradientsCopy();
        float[] opsGradients = ops.gradientsCopy();
        assertThat(hostLoss).isCloseTo(opsLoss, within(ops.lossTolerance(opsLoss)));
        double worst = 0;
        for (PlacedLayer place : ((LayeredModel) host.model).plan().layers()) {
            if (place.parameterCount() > 0) {
                int end = place.offset() + place.parameterCount();
                worst = Math.max(worst, ModelUnderTest.relativeError(hostGradients, opsGradients, place.offset(), end));
            }
        }
        float[] opsScores = ops.scores();
        double scoreError = ModelUnderTest.relativeError(host.scores(), opsScores, 0, opsScores.length);
        System.out.printf(
                "%s batch %d: host and ops differ by %.1e in the worst layer's gradients, %.1e in the scores%n",
                name, count, worst, scoreError);
        assertThat(worst).isLessThan(TOLERANCE);
        assertThat(scoreError).isLessThan(TOLERANCE);
        assertThat(host.gradientsCopy()).as("scores leave the gradients alone").isEqualTo(hostGradients);
        assertThat(ops.gradientsCopy()).as("scores leave the gradients alone").isEqualTo(opsGradients);
    }

    @Test
    void shouldWriteGradientsIntoMappedFile(@TempDir Path directory) throws IOException {
        for (Backend backend : List.of(Backend.HOST, Backend.OPS)) {
            try (ModelUnderTest tested =
                            tested("lenet", ModelUnderTest.GREY_28, backend).fill(5, 1);
                    Arena arena = Arena.ofShared()) {
                tested.model.computeGradients(tested.batch);
                float[] expected = tested.gradientsCopy();

                MemorySegment window = map(directory.resolve(backend.toString()), expected.length, arena);
                tested.model.bind(tested.parameters, window);
                tested.gradients.fill((byte) 0);
                tested.model.computeGradients(tested.batch);

                assertThat(window.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(expected);
                assertThat(tested.gradientsCopy()).containsOnly(0f);
            }
        }
    }

    private static MemorySegment map(Path file, int values, Arena arena) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) values * Float.BYTES, arena);
        }
    }
}
