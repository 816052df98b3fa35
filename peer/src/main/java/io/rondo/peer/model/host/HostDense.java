package io.rondo.peer.model.host;

import io.rondo.peer.model.layer.PlacedLayer;
import java.lang.foreign.MemorySegment;

/**
 * {@code output[count][out] = input[count][in] * weights[in][out] + biases[out]}: one matrix product forward, two
 * backward. The biases are laid into the output first, and the product is added to them.
 */
final class HostDense implements HostLayer {
    private final Blas blas;
    private final PlacedLayer place;
    private final int in;
    private final int out;
    private final float[] sums;
    private MemorySegment parameters;
    private MemorySegment gradients;

    HostDense(PlacedLayer place, Blas blas) {
        this.blas = blas;
        this.place = place;
        this.in = place.input().length();
        this.out = place.layer().filters();
        this.sums = new float[out];
    }

    @Override
    public void bind(MemorySegment newParameters, MemorySegment newGradients) {
        parameters = newParameters;
        gradients = newGradients;
    }

    @Override
    public void forward(MemorySegment input, MemorySegment output, int count) {
        for (int sample = 0; sample < count; sample++) {
            Values.copy(parameters, place.biasOffset(), output, (long) sample * out, out);
        }
        blas.multiply(count, out, in, input.address(), in, weights(parameters), out, 1f, output.address(), out);
    }

    @Override
    public void backward(
            MemorySegment input,
            MemorySegment output,
            MemorySegment outputGradient,
            MemorySegment inputGradient,
            int count) {
        blas.multiplyLeftTransposed(
                in, out, count, input.address(), in, outputGradient.address(), out, 0f, weights(gradients), out);
        ColumnSums.write(outputGradient, count, out, sums, gradients, place.biasOffset());
        if (inputGradient != null) {
            blas.multiplyRightTransposed(
                    count,
                    in,
                    out,
                    outputGradient.address(),
                    out,
                    weights(parameters),
                    out,
                    0f,
                    inputGradient.address(),
                    in);
        }
    }

    private long weights(MemorySegment vector) {
        return vector.address() + (long) place.offset() * Float.BYTES;
    }
}
