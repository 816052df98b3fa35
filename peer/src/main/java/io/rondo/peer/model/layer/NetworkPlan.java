package io.rondo.peer.model.layer;

import io.rondo.peer.RondoException;
import io.rondo.peer.data.SampleShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers placed one behind the other, and with them the layout of the flat vectors: layer by layer, weights before
 * biases, nothing in between. Both backends use exactly this layout, so their parameters can be exchanged.
 */
public record NetworkPlan(SampleShape shape, List<PlacedLayer> layers, int parameterCount) {
    public NetworkPlan {
        layers = List.copyOf(layers);
    }

    /**
     * Places {@code layers} behind samples of {@code shape}.
     *
     * @throws RondoException when the samples are too small for a layer; the sentence names model, samples and layer
     */
    public static NetworkPlan of(String modelName, SampleShape shape, List<? extends Layer> layers) {
        List<PlacedLayer> placed = new ArrayList<>();
        Extent extent = new Extent(shape.height(), shape.width(), shape.channels());
        int offset = 0;
        for (Layer layer : layers) {
            PlacedLayer next = place(modelName, shape, placed.size(), layer, extent, offset);
            placed.add(next);
            extent = next.output();
            offset = end(modelName, next);
        }
        if (extent.length() != shape.classes()) {
            throw new IllegalArgumentException(
                    modelName + " ends with " + extent.length() + " scores for " + shape.classes() + " classes");
        }
        return new NetworkPlan(shape, placed, offset);
    }

    private static int end(String modelName, PlacedLayer place) {
        long weights = (long) place.layer().fanIn(place.input()) * place.layer().filters();
        long end = place.offset() + weights + place.layer().filters();
        if (end > Integer.MAX_VALUE) {
            throw new RondoException("model " + modelName + " has too many parameters: layer " + (place.index() + 1)
                    + " ends at " + end + ", a vector holds " + Integer.MAX_VALUE);
        }
        return (int) end;
    }

    private static PlacedLayer place(
            String modelName, SampleShape shape, int index, Layer layer, Extent input, int offset) {
        try {
            return new PlacedLayer(index, layer, input, layer.output(input), offset);
        } catch (Layer.TooSmallException e) {
            throw new RondoException(
                    "model " + modelName + " cannot take samples of " + shape.height() + "x" + shape.width() + "x"
                            + shape.channels() + ": its layer " + (index + 1) + ", " + e.getMessage()
                            + "; use larger samples, or model logistic or mlp",
                    e);
        }
    }

    /** Where the layers that learn something begin in the flat vectors, rising from 0. */
    public int[] layerOffsets() {
        return layers.stream()
                .filter(place -> place.parameterCount() > 0)
                .mapToInt(PlacedLayer::offset)
                .toArray();
    }

    /** Values of one sample behind the largest layer: what a buffer between layers must hold. */
    public int largestExtent() {
        return layers.stream().mapToInt(l -> l.output().length()).max().orElse(0);
    }
}
