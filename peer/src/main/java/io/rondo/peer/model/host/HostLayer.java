package io.rondo.peer.model.host;

import java.lang.foreign.MemorySegment;

/**
 * One layer's two passes over a batch. Buffers hold {@code count} samples one after another, values in the order height,
 * width, channel; every layer runs forward and then, with the same buffers unchanged, backward.
 */
interface HostLayer {
    /** Hands over the flat vectors of the whole network, which stay where they are. */
    default void bind(MemorySegment parameters, MemorySegment gradients) {}

    /** Overwrites {@code output}. */
    void forward(MemorySegment input, MemorySegment output, int count);

    /**
     * Overwrites this layer's part of the gradient vector and, unless it is null, {@code inputGradient}.
     *
     * @param inputGradient null for the first layer, whose input gradient nobody wants
     */
    void backward(
            MemorySegment input,
            MemorySegment output,
            MemorySegment outputGradient,
            MemorySegment inputGradient,
            int count);

    /** True when output may be the input's buffer, and the input's gradient the output gradient's. */
    default boolean worksInPlace() {
        return false;
    }
}
