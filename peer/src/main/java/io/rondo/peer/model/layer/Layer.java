package io.rondo.peer.model.layer;

/**
 * What a layer is, not how it is computed: a backend turns a list of these into a {@link Network}.
 *
 * <p>A new kind of layer is one more record here and one more class in each backend.
 */
public interface Layer {
    /**
     * Size of one sample behind this layer.
     *
     * @throws TooSmallException when the samples are too small for the layer
     */
    Extent output(Extent input);

    /** Weights that one output value is a sum over, without the bias; 0 for a layer that learns nothing. */
    default int fanIn(Extent input) {
        return 0;
    }

    /** Output values that share one bias and one column of the weights; 0 for a layer that learns nothing. */
    default int filters() {
        return 0;
    }

    /** Weights {@code [fanIn][filters]}, then one bias a filter. */
    default int parameterCount(Extent input) {
        return (fanIn(input) + 1) * filters();
    }

    /** The samples that arrive at a layer are smaller than what it looks at. */
    final class TooSmallException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooSmallException(String message) {
            super(message);
        }
    }
}
