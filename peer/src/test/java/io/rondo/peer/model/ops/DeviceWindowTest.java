package io.rondo.peer.model.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.GradientListener;
import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Dense;
import io.rondo.peer.model.layer.Initialiser;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.NetworkPlan;
import io.rondo.peer.model.layer.Relu;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The way to a device and back, with ordinary memory of ND4J's own in the device's place. */
class DeviceWindowTest {
    @Test
    void shouldShareMemoryOnTheProcessor() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(4 * Float.BYTES, 64);
            DeviceWindow window = DeviceWindow.shared(host);

            host.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5f);
            assertThat(window.array().getFloat(1)).isEqualTo(5f);
            window.array().putScalar(2, 7f);
            assertThat(host.getAtIndex(ValueLayout.JAVA_FLOAT, 2)).isEqualTo(7f);
        }
    }

    @Test
    void shouldCopyOnlyWhenAsked() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(4 * Float.BYTES, 64);
            DeviceWindow window = DeviceWindow.copied(host);

            host.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5f);
            assertThat(window.array().getFloat(1)).isZero();
            window.toDevice(4);
            assertThat(window.array().getFloat(1)).isEqualTo(5f);

            window.array().addi(1f);
            assertThat(host.getAtIndex(ValueLayout.JAVA_FLOAT, 1)).isEqualTo(5f);
            window.toHost(3);
            assertThat(host.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1f, 6f, 1f, 0f);
        }
    }

    @Test
    void shouldComputeTheSameBitsOnADevice() {
        assertThat(trainThreeSteps(DeviceWindow::copied)).isEqualTo(trainThreeSteps(DeviceWindow::shared));
    }

    @Test
    void shouldTellOfADevicesGradientsWhenTheyAreOnTheHost() {
        SampleShape shape = new SampleShape(1, 3, 1, 2);
        NetworkPlan plan = NetworkPlan.of("two", shape, List.of(new Dense(4), new Dense(2)));
        List<String> told = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                OpsNetwork network = new OpsNetwork(plan, 1, DeviceWindow::copied)) {
            MemorySegment parameters = arena.allocate((long) plan.parameterCount() * Float.BYTES, 64);
            MemorySegment gradients = arena.allocate((long) plan.parameterCount() * Float.BYTES, 64);
            network.bind(parameters, gradients);
            Initialiser.initialise(plan, parameters, 3);
            Batch batch = new Batch(shape, 1, arena);
            batch.features().setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1f);
            batch.count(1);

            network.computeGradients(
                    batch,
                    (from, to) -> told.add(
                            from + " to " + to + ": " + (gradients.getAtIndex(ValueLayout.JAVA_FLOAT, to - 1) != 0)));
        }

        assertThat(told).containsExactly("0 to " + plan.parameterCount() + ": true");
    }

    /** Gradients and scores of three steps, parameters and batch changed on the host in between. */
    private static float[] trainThreeSteps(Function<MemorySegment, DeviceWindow> windows) {
        SampleShape shape = new SampleShape(10, 10, 2, 4);
        NetworkPlan plan = NetworkPlan.of(
                "small",
                shape,
                List.of(Convolution.valid(3, 5), new Relu(), new MaxPool(2), new Dense(6), new Relu(), new Dense(4)));
        try (Arena arena = Arena.ofConfined();
                OpsNetwork network = new OpsNetwork(plan, 5, windows)) {
            MemorySegment parameters = arena.allocate((long) plan.parameterCount() * Float.BYTES, 64);
            MemorySegment gradients = arena.allocate((long) plan.parameterCount() * Float.BYTES, 64);
            MemorySegment scores = arena.allocate(5 * 4 * Float.BYTES, 64);
            network.bind(parameters, gradients);
            Initialiser.initialise(plan, parameters, 3);
            Batch batch = new Batch(shape, 5, arena);
            SplittableRandom random = new SplittableRandom(4);
            for (int step = 0; step < 3; step++) {
                batch.count(5 - step);
                for (int i = 0; i < batch.count() * shape.length(); i++) {
                    batch.features().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
                }
                batch.labels()[0] = step;
                network.computeGradients(batch, GradientListener.NONE);
                for (int i = 0; i < plan.parameterCount(); i++) {
                    float next = parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i)
                            - 0.1f * gradients.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    parameters.setAtIndex(ValueLayout.JAVA_FLOAT, i, next);
                }
            }
            network.computeScores(batch, scores);
            float[] all = new float[plan.parameterCount() + 20];
            MemorySegment.copy(gradients, ValueLayout.JAVA_FLOAT, 0, all, 0, plan.parameterCount());
            MemorySegment.copy(scores, ValueLayout.JAVA_FLOAT, 0, all, plan.parameterCount(), 20);
            return all;
        }
    }
}
