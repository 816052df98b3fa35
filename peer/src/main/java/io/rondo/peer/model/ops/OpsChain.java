package io.rondo.peer.model.ops;

import io.rondo.peer.model.GradientListener;
import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Dense;
import io.rondo.peer.model.layer.Extent;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.NetworkPlan;
import io.rondo.peer.model.layer.PlacedLayer;
import io.rondo.peer.model.layer.Relu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * All operations of a network for one batch size, in the order they run. Arrays are NHWC (on this project's processors
 * faster than NCHW in every operation), dense layers are the {@code matmul} operation (three times faster than {@code
 * mmuli}, which copies when its result is row-major).
 */
final class OpsChain implements AutoCloseable {
    private static final int NHWC = 1;

    private final int count;
    private final OpsMemory memory;
    private final List<OpCall> forward = new ArrayList<>();
    private final List<OpCall> lossGradient = new ArrayList<>();
    /** The last layer's first. */
    private final List<LayerCalls> backward = new ArrayList<>();

    private record LayerCalls(PlacedLayer place, List<OpCall> calls) {}

    OpsChain(NetworkPlan plan, OpsMemory memory, int count) {
        this.count = count;
        this.memory = memory;
        for (PlacedLayer place : plan.layers()) {
            List<OpCall> calls = new ArrayList<>();
            add(place, calls);
            backward.add(new LayerCalls(place, calls));
        }
        Collections.reverse(backward);
        loss();
    }

    void runForward() {
        forward.forEach(OpCall::run);
    }

    /** Softmax, its gradient, then every layer's. */
    void runBackward(GradientListener listener) {
        lossGradient.forEach(OpCall::run);
        for (LayerCalls layer : backward) {
            layer.calls().forEach(OpCall::run);
            if (layer.place().parameterCount() > 0) {
                listener.onFinal(layer.place().offset(), layer.place().end());
            }
        }
    }

    private void add(PlacedLayer place, List<OpCall> calls) {
        if (place.layer() instanceof Dense) {
            dense(place, calls);
        } else if (place.layer() instanceof Convolution) {
            convolution(place, calls);
        } else if (place.layer() instanceof MaxPool) {
            maxPool(place, calls);
        } else if (place.layer() instanceof Relu) {
            relu(place, calls);
        } else {
            throw new IllegalArgumentException("the ops backend has no layer " + place.layer());
        }
    }

    private void dense(PlacedLayer place, List<OpCall> calls) {
        Extent flat = Extent.flat(place.input().length());
        INDArray input = memory.before(place, count).reshape('c', count, flat.length());
        INDArray output =
                memory.behind(place, count).reshape('c', count, place.layer().filters());
        INDArray outputGradient = memory.gradientBehind(place, count)
                .reshape('c', count, place.layer().filters());
        INDArray weights = memory.weights(place, flat.length(), place.layer().filters());
        INDArray weightGradient =
                memory.weightGradient(place, flat.length(), place.layer().filters());
        forward.add(matmul(input, false, weights, false, output));
        forward.add(OpCall.of("biasadd", output, memory.biases(place)).into(output));
        calls.add(matmul(input, true, outputGradient, false, weightGradient));
        calls.add(OpCall.of("reduce_sum", outputGradient)
                .into(memory.biasGradient(place))
                .integers(0));
        if (place.index() > 0) {
            INDArray inputGradient = memory.gradientBefore(place, count).reshape('c', count, flat.length());
            calls.add(matmul(outputGradient, false, weights, true, inputGradient));
        }
    }

    private static OpCall matmul(
            INDArray left, boolean transposeLeft, INDArray right, boolean transposeRight, INDArray result) {
        return OpCall.of("matmul", left, right)
                .into(result)
                .integers(transposeLeft ? 1 : 0, transposeRight ? 1 : 0, 0)
                .reals(1, 0);
    }

    private void convolution(PlacedLayer place, List<OpCall> calls) {
        Convolution layer = (Convolution) place.layer();
        long[] shape = {layer.kernelHeight(), layer.kernelWidth(), place.input().channels(), layer.filters()};
        long padding = layer.padding();
        // kernel, stride, padding, dilation, "same" mode, data format, weight format [kH, kW, in, out]
        long[] arguments = {shape[0], shape[1], 1, 1, padding, padding, 1, 1, 0, NHWC, 0};
        INDArray input = memory.before(place, count);
        INDArray weights = memory.weights(place, shape);
        INDArray biases = memory.biases(place);
        forward.add(OpCall.of("conv2d", input, weights, biases)
                .into(memory.behind(place, count))
                .integers(arguments));
        // It cannot leave out the input gradient, which the first layer does not need.
        INDArray inputGradient = place.index() == 0 ? input.ulike() : memory.gradientBefore(place, count);
        calls.add(OpCall.of("conv2d_bp", input, weights, biases, memory.gradientBehind(place, count))
                .into(inputGradient, memory.weightGradient(place, shape), memory.biasGradient(place))
                .integers(arguments));
    }

    private void maxPool(PlacedLayer place, List<OpCall> calls) {
        int size = ((MaxPool) place.layer()).size();
        // kernel, stride, padding, dilation, "same" mode, unused, data format
        long[] arguments = {size, size, size, size, 0, 0, 1, 1, 0, 0, NHWC};
        forward.add(OpCall.of("maxpool2d", memory.before(place, count))
                .into(memory.behind(place, count))
                .integers(arguments));
        if (place.index() > 0) {
            calls.add(OpCall.of("maxpool2d_bp", memory.before(place, count), memory.gradientBehind(place, count))
                    .into(memory.gradientBefore(place, count))
                    .integers(arguments));
        }
    }

    private void relu(PlacedLayer place, List<OpCall> calls) {
        forward.add(OpCall.of("relu", memory.before(place, count))
                .into(memory.behind(place, count))
                .reals(0));
        if (place.index() > 0) {
            calls.add(OpCall.of("relu_bp", memory.behind(place, count), memory.gradientBehind(place, count))
                    .into(memory.gradientBefore(place, count))
                    .reals(0));
        }
    }

    private void loss() {
        INDArray scores = memory.scores(count);
        INDArray gradient = memory.scoreGradient(count);
        lossGradient.add(OpCall.of("softmax", scores).into(gradient));
        lossGradient.add(OpCall.of("subtract", gradient, memory.targets(count)).into(gradient));
    }

    @Override
    public void close() {
        forward.forEach(OpCall::close);
        lossGradient.forEach(OpCall::close);
        backward.forEach(layer -> layer.calls().forEach(OpCall::close));
    }
}
