package io.rondo.peer.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.data.SampleShape;
import io.rondo.peer.example.SoftmaxRegression;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient is announced once, from the end of the vector to its start, and does not change after that. */
class GradientListenerTest {
    static Stream<Arguments> modelsAndBackends() {
        return BuiltInModels.names().stream()
                .flatMap(name -> Stream.of(Backend.HOST, Backend.OPS).map(backend -> Arguments.of(name, backend)));
    }

    @ParameterizedTest
    @MethodSource("modelsAndBackends")
    void shouldTellOfEachLayerOnceAndOnlyWhenItIsFinal(String name, Backend backend) {
        SampleShape shape = name.equals("cifarnet") ? ModelUnderTest.COLOUR_32 : ModelUnderTest.GREY_28;
        try (ModelUnderTest tested = new ModelUnderTest(BuiltInModels.create(name, List.of(9, 7), backend), shape, 6)) {
            for (int count : List.of(6, 1, 3)) { // what the batch before has left is not taken for an answer
                Announcements told = new Announcements(tested.gradients, tested.model.parameterCount());
                double loss = tested.fill(count, count).model.computeGradients(tested.batch, told);

                assertThat(told.begins).containsExactly(falling(tested.model.layerOffsets()));
                told.requireFinal();
                float[] gradients = tested.gradientsCopy();
                assertThat(tested.model.computeGradients(tested.batch)).isEqualTo(loss);
                assertThat(Arrays.equals(tested.gradientsCopy(), gradients)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("modelsAndBackends")
    void shouldTellOfTheZerosOfAnEmptyBatchAtOnce(String name, Backend backend) {
        SampleShape shape = name.equals("cifarnet") ? ModelUnderTest.COLOUR_32 : ModelUnderTest.GREY_28;
        try (ModelUnderTest tested =
                new ModelUnderTest(BuiltInModels.create(name, List.of(), backend), shape, 2).fill(0, 1)) {
            tested.gradients.fill((byte) 1);
            Announcements told = new Announcements(tested.gradients, tested.model.parameterCount());
            tested.model.computeGradients(tested.batch, told);

            assertThat(told.begins).containsExactly(0);
            told.requireFinal();
            assertThat(tested.gradientsCopy()).containsOnly(0f);
        }
    }

    @Test
    void shouldNameTheBeginsOfLayersThatLearn() {
        try (ModelUnderTest lenet =
                new ModelUnderTest(BuiltInModels.create("lenet", List.of(), Backend.HOST), ModelUnderTest.GREY_28, 1)) {
            assertThat(lenet.model.layerOffsets()).containsExactly(0, 520, 25_570, 426_070);
        }
    }

    @Test
    void shouldTellOfAUsersModelAtTheEnd() {
        try (ModelUnderTest tested = new ModelUnderTest(new SoftmaxRegression(), ModelUnderTest.GREY_28, 3)) {
            Announcements told = new Announcements(tested.gradients, tested.model.parameterCount());
            double loss = tested.fill(3, 1).model.computeGradients(tested.batch, told);

            assertThat(loss).isPositive();
            assertThat(told.begins).containsExactly(0);
            told.requireFinal();
            assertThat(tested.model.layerOffsets()).containsExactly(0);
        }
    }

    private static Integer[] falling(int[] offsets) {
        List<Integer> falling = new ArrayList<>();
        for (int offset : offsets) {
            falling.add(0, offset);
        }
        return falling.toArray(Integer[]::new);
    }

    /** Writes down what is announced, and what the gradients were at that moment. */
    private static final class Announcements implements GradientListener {
        final List<Integer> begins = new ArrayList<>();
        private final MemorySegment gradients;
        private final int[] announced;
        private int expectedEnd;

        Announcements(MemorySegment gradients, int parameters) {
            this.gradients = gradients;
            this.announced = new int[parameters];
            this.expectedEnd = parameters;
        }

        @Override
        public void onFinal(int from, int to) {
            assertThat(to).isEqualTo(expectedEnd);
            assertThat(from).isBetween(0, to);
            MemorySegment.copy(gradients, ValueLayout.JAVA_INT, (long) from * Float.BYTES, announced, from, to - from);
            expectedEnd = from;
            begins.add(from);
        }

        /** Nothing is left out, and nothing has changed since it was announced. */
        void requireFinal() {
            assertThat(expectedEnd).isZero();
            assertThat(Arrays.mismatch(gradients.toArray(ValueLayout.JAVA_INT), announced))
                    .as("index of a gradient that has changed since it was announced")
                    .isEqualTo(-1);
        }
    }
}
