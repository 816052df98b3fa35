package io.rondo.peer.model.ops;

import io.rondo.peer.model.layer.Extent;
import io.rondo.peer.model.layer.NetworkPlan;
import io.rondo.peer.model.layer.PlacedLayer;
import io.rondo.peer.model.layer.Relu;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Function;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Every array of a network, made once for the largest batch; smaller batches use the first part of it. Arrays between
 * layers are {@code [count][height][width][channels]}; rectifiers work in place. Gradients between layers take turns in
 * two vectors; parameters and their gradients are views of the flat vectors.
 */
final class OpsMemory {
    private final NetworkPlan plan;
    private final INDArray[] behind;
    private final int[] gradientSlot;
    private final INDArray[] gradientSlots;
    private final DeviceWindow parameters;
    private final DeviceWindow gradients;
    private final DeviceWindow features;
    private final DeviceWindow scores;
    private final DeviceWindow targets;
    private final MemorySegment scoresHost;
    private final MemorySegment targetsHost;

    OpsMemory(
            NetworkPlan plan,
            int largestBatch,
            MemorySegment parameters,
            MemorySegment gradients,
            MemorySegment features,
            Function<MemorySegment, DeviceWindow> windows,
            Arena arena) {
        this.plan = plan;
        int size = plan.layers().size();
        this.behind = new INDArray[size];
        this.gradientSlot = new int[size + 1];
        for (int i = 0; i < size; i++) {
            boolean inPlace = i > 0 && plan.layers().get(i).layer() instanceof Relu;
            gradientSlot[i + 1] = inPlace ? gradientSlot[i] : 1 - gradientSlot[i];
            behind[i] = inPlace
                    ? behind[i - 1]
                    : vector((long) largestBatch * plan.layers().get(i).output().length());
        }
        long largest = (long) largestBatch * plan.largestExtent();
        this.gradientSlots = new INDArray[] {vector(largest), vector(largest)};
        long scoreBytes = (long) largestBatch * plan.shape().classes() * Float.BYTES;
        this.scoresHost = arena.allocate(scoreBytes, 64);
        this.scores = windows.apply(scoresHost);
        this.behind[size - 1] = scores.array();
        this.targetsHost = arena.allocate(scoreBytes, 64);
        this.parameters = windows.apply(parameters);
        this.gradients = windows.apply(gradients);
        this.features = windows.apply(features);
        this.targets = windows.apply(targetsHost);
    }

    private static INDArray vector(long length) {
        return Nd4j.createUninitialized(DataType.FLOAT, length);
    }

    boolean isOver(MemorySegment batchFeatures) {
        return features.isOver(batchFeatures);
    }

    /** Parameters and features as the host wrote them reach the operations. */
    void sendInputs(int count) {
        parameters.toDevice(plan.parameterCount());
        features.toDevice((long) count * plan.shape().length());
    }

    /** One in the label's place, 0 elsewhere, reaches the operations. */
    void sendTargets(int[] labels, int count) {
        int classes = plan.shape().classes();
        targetsHost.asSlice(0, (long) count * classes * Float.BYTES).fill((byte) 0);
        for (int sample = 0; sample < count; sample++) {
            targetsHost.setAtIndex(ValueLayout.JAVA_FLOAT, (long) sample * classes + labels[sample], 1f);
        }
        targets.toDevice((long) count * classes);
    }

    /** True when operations write gradients into their host window itself. */
    boolean sharesGradients() {
        return gradients.isShared();
    }

    /** Gradients reach their host window. */
    void receiveGradients() {
        gradients.toHost(plan.parameterCount());
    }

    /** Scores {@code [count][classes]} reach the host, where they stay until the next batch. */
    MemorySegment receiveScores(int count) {
        scores.toHost((long) count * plan.shape().classes());
        return scoresHost;
    }

    INDArray before(PlacedLayer place, int count) {
        return place.index() == 0
                ? part(features.array(), count, place.input())
                : part(behind[place.index() - 1], count, place.input());
    }

    INDArray behind(PlacedLayer place, int count) {
        return part(behind[place.index()], count, place.output());
    }

    INDArray gradientBefore(PlacedLayer place, int count) {
        return part(gradientSlots[gradientSlot[place.index()]], count, place.input());
    }

    INDArray gradientBehind(PlacedLayer place, int count) {
        return part(gradientSlots[gradientSlot[place.index() + 1]], count, place.output());
    }

    INDArray weights(PlacedLayer place, long... shape) {
        return slice(parameters.array(), place.offset(), place.biasOffset()).reshape('c', shape);
    }

    INDArray weightGradient(PlacedLayer place, long... shape) {
        return slice(gradients.array(), place.offset(), place.biasOffset()).reshape('c', shape);
    }

    INDArray biases(PlacedLayer place) {
        return slice(parameters.array(), place.biasOffset(), place.end());
    }

    INDArray biasGradient(PlacedLayer place) {
        return slice(gradients.array(), place.biasOffset(), place.end());
    }

    INDArray scores(int count) {
        return rows(behind[behind.length - 1], count);
    }

    INDArray scoreGradient(int count) {
        return rows(gradientSlots[gradientSlot[behind.length]], count);
    }

    INDArray targets(int count) {
        return rows(targets.array(), count);
    }

    private INDArray rows(INDArray vector, int count) {
        int classes = plan.shape().classes();
        return slice(vector, 0, (long) count * classes).reshape('c', count, classes);
    }

    private static INDArray part(INDArray vector, int count, Extent extent) {
        return slice(vector, 0, (long) count * extent.length())
                .reshape('c', count, extent.height(), extent.width(), extent.channels());
    }

    private static INDArray slice(INDArray vector, long from, long to) {
        return vector.get(NDArrayIndex.interval(from, to));
    }
}
