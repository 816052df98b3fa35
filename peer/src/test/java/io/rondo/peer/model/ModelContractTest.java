package io.rondo.peer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import io.rondo.peer.data.SampleShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Model} promises and the built-in models keep. */
class ModelContractTest {
    private static final int STEPS = 30;

    @ParameterizedTest
    @EnumSource(names = {"HOST", "OPS"})
    void shouldGiveZerosForEmptyBatch(Backend backend) {
        try (ModelUnderTest tested = lenet(backend, 4).fill(0, 1)) {
            tested.gradients.fill((byte) 1);

            assertThat(tested.model.computeGradients(tested.batch)).isZero();
            assertThat(tested.gradientsCopy()).containsOnly(0f);
            assertThat(tested.scores()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HOST", "OPS"})
    void shouldGiveTheSameBitsInTwoRuns(Backend backend) {
        for (String name : BuiltInModels.names()) {
            assertThat(train(name, backend)).as(name).isEqualTo(train(name, backend));
        }
    }

    /** Parameters after some steps: the second run finds compiled code where the first one was interpreted. */
    private static int[] train(String name, Backend backend) {
        SampleShape shape = name.equals("cifarnet") ? ModelUnderTest.COLOUR_32 : ModelUnderTest.GREY_28;
        try (ModelUnderTest tested =
                new ModelUnderTest(BuiltInModels.create(name, List.of(), backend), shape, 6).fill(6, 2)) {
            for (int step = 0; step < STEPS; step++) {
                tested.batch.count(step % 3 == 2 ? 5 : 6);
                tested.model.computeGradients(tested.batch);
                for (int i = 0; i < tested.model.parameterCount(); i++) {
                    float next = tested.parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i)
                            - 0.001f * tested.gradients.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    tested.parameters.setAtIndex(ValueLayout.JAVA_FLOAT, i, next);
                }
            }
            return tested.parameters.toArray(ValueLayout.JAVA_INT);
        }
    }

    @Tag("own-jvm")
    @ParameterizedTest
    @ValueSource(strings = {"logistic", "mlp", "lenet", "cifarnet"})
    void shouldAllocateNothingOnceCompiled(String name) {
        SampleShape shape = name.equals("cifarnet") ? ModelUnderTest.COLOUR_32 : ModelUnderTest.GREY_28;
        try (ModelUnderTest tested =
                new ModelUnderTest(BuiltInModels.create(name, List.of(), Backend.HOST), shape, 3).fill(3, 2)) {
            // Vectors are objects until the compiler has seen the loop often enough.
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            int quiet = 0;
            while (quiet < 50 && System.nanoTime() - endNs < 0) {
                quiet = allocatedByStep(tested) == 0 ? quiet + 1 : 0;
            }
            assertThat(quiet).as("steps in a row without allocation").isEqualTo(50);
        }
    }

    private static long allocatedByStep(ModelUnderTest tested) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        tested.model.computeGradients(tested.batch);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    @Test
    void shouldInitialiseFromSeedAlone() {
        try (ModelUnderTest one = lenet(Backend.HOST, 1);
                ModelUnderTest other = lenet(Backend.HOST, 64)) {
            float[] first = one.parameters.toArray(ValueLayout.JAVA_FLOAT);
            assertThat(other.parameters.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(first);
            other.model.initialise(8);
            assertThat(other.parameters.toArray(ValueLayout.JAVA_FLOAT)).isNotEqualTo(first);
            other.model.initialise(7);
            assertThat(other.parameters.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(first);
            // Weights of the first layer within sqrt(3 / 25), biases behind them 0.
            assertThat(first[0]).isBetween(-0.3465f, 0.3465f).isNotZero();
            assertThat(first[500]).isZero();
        }
    }

    @Test
    void shouldHaveAsManyParametersAsCaffesLeNet() {
        try (ModelUnderTest tested = lenet(Backend.HOST, 1)) {
            assertThat(tested.model.parameterCount()).isEqualTo(431_080);
        }
    }

    @Test
    void shouldTakeScoresIntoAnyMemory() {
        try (ModelUnderTest tested = lenet(Backend.HOST, 2).fill(2, 1);
                Arena arena = Arena.ofConfined()) {
            MemorySegment offHeap = arena.allocate(20 * Float.BYTES);
            float[] onHeap = new float[20];
            tested.model.computeScores(tested.batch, offHeap);
            tested.model.computeScores(tested.batch, MemorySegment.ofArray(onHeap));
            assertThat(offHeap.toArray(ValueLayout.JAVA_FLOAT)).isEqualTo(onHeap);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lenet", "cifarnet"})
    void shouldRefuseSamplesTooSmallToPool(String name) {
        Model model = BuiltInModels.create(name, List.of(), Backend.HOST);
        assertThatThrownBy(() -> model.prepare(new SampleShape(7, 7, 1, 10), 4))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("model " + name + " cannot take samples of 7x7x1")
                .hasMessageContaining("use larger samples");
        model.close();
    }

    @Test
    void shouldRefuseUnknownNames() {
        assertThatThrownBy(() -> BuiltInModels.create("resnet", List.of(), Backend.HOST))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("unknown model resnet: known are logistic, mlp, lenet, cifarnet");
        assertThatThrownBy(() -> BuiltInModels.create("mlp", List.of(0), Backend.HOST))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("at least one unit");
        assertThatThrownBy(() -> Backend.of("gpu"))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("known are auto, host, ops");
    }

    @Test
    void shouldRefuseMoreParametersThanAVectorHolds() {
        Model model = BuiltInModels.create("mlp", List.of(100_000, 100_000), Backend.HOST);
        assertThatThrownBy(() -> model.prepare(ModelUnderTest.GREY_28, 1))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("too many parameters");
    }

    private static ModelUnderTest lenet(Backend backend, int largestBatch) {
        return new ModelUnderTest(
                BuiltInModels.create("lenet", List.of(), backend), ModelUnderTest.GREY_28, largestBatch);
    }
}
