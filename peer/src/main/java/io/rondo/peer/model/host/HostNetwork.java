package io.rondo.peer.model.host;

import io.rondo.peer.data.Batch;
import io.rondo.peer.model.GradientListener;
import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Dense;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.Network;
import io.rondo.peer.model.layer.NetworkPlan;
import io.rondo.peer.model.layer.PlacedLayer;
import io.rondo.peer.model.layer.Relu;
import io.rondo.peer.model.layer.SoftmaxLoss;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The {@code host} backend: OpenBLAS for every matrix product, Java for the rest. All memory is taken at the start; a
 * step allocates nothing. Training thread only.
 */
public final class HostNetwork implements Network {
    private static final int ALIGNMENT_BYTES = 64;

    private final NetworkPlan plan;
    private final Arena arena = Arena.ofShared();
    private final HostLayer[] layers;
    /** {@code outputs[i]}: behind layer i, the same buffer as before it where the layer works in place. */
    private final MemorySegment[] outputs;
    /** Gradients behind and before the layer at hand, in turns. */
    private MemorySegment gradientBehind;

    private MemorySegment gradientBefore;
    private final SoftmaxLoss loss;
    private MemorySegment gradients;

    public HostNetwork(NetworkPlan plan, int largestBatch) {
        this.plan = plan;
        Blas blas = new Blas();
        int size = plan.layers().size();
        this.layers = new HostLayer[size];
        this.outputs = new MemorySegment[size];
        for (int i = 0; i < size; i++) {
            PlacedLayer place = plan.layers().get(i);
            layers[i] = compute(place, blas);
            outputs[i] = layers[i].worksInPlace() && i > 0
                    ? outputs[i - 1]
                    : buffer((long) largestBatch * place.output().length());
        }
        this.gradientBehind = buffer((long) largestBatch * plan.largestExtent());
        this.gradientBefore = buffer((long) largestBatch * plan.largestExtent());
        this.loss = new SoftmaxLoss(plan.shape().classes());
    }

    private HostLayer compute(PlacedLayer place, Blas blas) {
        if (place.layer() instanceof Dense) {
            return new HostDense(place, blas);
        } else if (place.layer() instanceof Convolution) {
            return DirectConvolution.suits(place)
                    ? new DirectConvolution(place)
                    : new HostConvolution(place, blas, arena);
        } else if (place.layer() instanceof MaxPool) {
            return new HostMaxPool(place);
        } else if (place.layer() instanceof Relu) {
            return new HostRelu(place.input().length());
        }
        throw new IllegalArgumentException("the host backend has no layer " + place.layer());
    }

    private MemorySegment buffer(long values) {
        return arena.allocate(values * Float.BYTES, ALIGNMENT_BYTES);
    }

    @Override
    public void bind(MemorySegment parameters, MemorySegment newGradients) {
        gradients = newGradients;
        for (HostLayer layer : layers) {
            layer.bind(parameters, newGradients);
        }
    }

    @Override
    public double computeGradients(Batch batch, GradientListener listener) {
        int count = batch.count();
        if (count == 0) {
            gradients.fill((byte) 0);
            listener.onFinal(0, plan.parameterCount());
            return 0;
        }
        forward(batch);
        double sum = loss.lossAndGradient(outputs[layers.length - 1], batch.labels(), count, gradientBehind);
        backward(batch, listener);
        return sum;
    }

    @Override
    public void computeScores(Batch batch, MemorySegment scores) {
        if (batch.count() > 0) {
            forward(batch);
            long bytes = (long) batch.count() * plan.shape().classes() * Float.BYTES;
            MemorySegment.copy(outputs[layers.length - 1], 0, scores, 0, bytes);
        }
    }

    private void forward(Batch batch) {
        for (int i = 0; i < layers.length; i++) {
            layers[i].forward(input(i, batch), outputs[i], batch.count());
        }
    }

    private void backward(Batch batch, GradientListener listener) {
        for (int i = layers.length - 1; i >= 0; i--) {
            boolean inPlace = layers[i].worksInPlace();
            MemorySegment before = i == 0 ? null : inPlace ? gradientBehind : gradientBefore;
            layers[i].backward(input(i, batch), outputs[i], gradientBehind, before, batch.count());
            PlacedLayer place = plan.layers().get(i);
            if (place.parameterCount() > 0) {
                listener.onFinal(place.offset(), place.end());
            }
            if (!inPlace) {
                MemorySegment used = gradientBehind;
                gradientBehind = gradientBefore;
                gradientBefore = used;
            }
        }
    }

    private MemorySegment input(int layer, Batch batch) {
        return layer == 0 ? batch.features() : outputs[layer - 1];
    }

    @Override
    public void close() {
        arena.close();
    }
}
