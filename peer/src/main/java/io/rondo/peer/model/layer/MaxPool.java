package io.rondo.peer.model.layer;

/**
 * The largest value of each {@code size x size} square, channel by channel; squares do not overlap, and rows and columns
 * left over at the bottom and the right are dropped. The gradient goes to the first of equal values in row order.
 */
public record MaxPool(int size) implements Layer {
    public MaxPool {
        if (size < 1) {
            throw new IllegalArgumentException("a pool is at least 1x1, got " + size);
        }
    }

    @Override
    public Extent output(Extent input) {
        if (input.height() < size || input.width() < size) {
            throw new TooSmallException("a " + size + "x" + size + " pool needs at least that, got " + input.height()
                    + "x" + input.width());
        }
        return new Extent(input.height() / size, input.width() / size, input.channels());
    }
}
