package io.rondo.peer.model.layer;

/**
 * A layer at its place in a network: what goes in, what comes out, and where its parameters lie in the flat vectors.
 *
 * @param offset index of the first weight in the flat vector; the {@code weightCount()} weights are followed by the
 *     {@code layer.filters()} biases
 */
public record PlacedLayer(int index, Layer layer, Extent input, Extent output, int offset) {
    public int weightCount() {
        return layer.fanIn(input) * layer.filters();
    }

    public int biasOffset() {
        return offset + weightCount();
    }

    public int parameterCount() {
        return layer.parameterCount(input);
    }

    /** Index behind the last parameter. */
    public int end() {
        return offset + parameterCount();
    }

    @Override
    public String toString() {
        return index + " " + layer + " " + input + " -> " + output;
    }
}
