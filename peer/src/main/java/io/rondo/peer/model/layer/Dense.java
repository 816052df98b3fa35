package io.rondo.peer.model.layer;

/**
 * Every output is a weighted sum of all inputs plus a bias. Weights {@code [in][out]}, {@code in} in the order height,
 * width, channel.
 */
public record Dense(int filters) implements Layer {
    public Dense {
        if (filters < 1) {
            throw new IllegalArgumentException("a dense layer has at least one output, got " + filters);
        }
    }

    @Override
    public Extent output(Extent input) {
        return Extent.flat(filters);
    }

    @Override
    public int fanIn(Extent input) {
        return input.length();
    }
}
