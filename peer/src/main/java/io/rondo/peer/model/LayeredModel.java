package io.rondo.peer.model;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.layer.Initialiser;
import io.rondo.peer.model.layer.Layer;
import io.rondo.peer.model.layer.Network;
import io.rondo.peer.model.layer.NetworkPlan;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Function;

/** A model that is a list of layers, ending with one score a class, computed by a backend. */
public final class LayeredModel implements Model {
    private final String name;
    private final Function<SampleShape, List<Layer>> layers;
    private final Backend backend;
    private NetworkPlan plan;
    private Network network;
    private MemorySegment parameters;

    /**
     * @param layers the layers for samples of a shape; the last one gives {@code shape.classes()} values
     */
    public LayeredModel(String name, Function<SampleShape, List<Layer>> layers, Backend backend) {
        this.name = name;
        this.layers = layers;
        this.backend = backend;
    }

    @Override
    public void prepare(SampleShape shape, int largestBatch) {
        plan = NetworkPlan.of(name, shape, layers.apply(shape));
        network = backend.open(plan, largestBatch);
    }

    /** Layers and layout; there after {@link #prepare}. */
    public NetworkPlan plan() {
        return plan;
    }

    @Override
    public int parameterCount() {
        return plan.parameterCount();
    }

    @Override
    public void bind(MemorySegment parameters, MemorySegment gradients) {
        this.parameters = parameters;
        network.bind(parameters, gradients);
    }

    @Override
    public void initialise(long seed) {
        Initialiser.initialise(plan, parameters, seed);
    }

    @Override
    public double computeGradients(Batch batch) {
        return network.computeGradients(batch, GradientListener.NONE);
    }

    @Override
    public double computeGradients(Batch batch, GradientListener listener) {
        return network.computeGradients(batch, listener);
    }

    @Override
    public int[] layerOffsets() {
        return plan.layerOffsets();
    }

    @Override
    public void computeScores(Batch batch, MemorySegment scores) {
        network.computeScores(batch, scores);
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
            network = null;
        }
    }
}
