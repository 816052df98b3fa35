package io.rondo.peer.model.layer;

/** {@code max(x, 0)}; its derivative at 0 is 0. */
public record Relu() implements Layer {
    @Override
    public Extent output(Extent input) {
        return input;
    }
}
