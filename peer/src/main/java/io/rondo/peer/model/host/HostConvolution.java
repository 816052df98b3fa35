package io.rondo.peer.model.host;

import io.rondo.peer.model.layer.PlacedLayer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Convolution as matrix products over {@link Patches}, a few samples at a time so that the patches stay in the cache.
 *
 * <p>Weights {@code [patch][out]} and biases {@code [out]} lie side by side in the flat vector, so together they are one
 * matrix {@code [patch + 1][out]}: every patch row ends with a 1, and the biases and their gradients cost nothing extra.
 */
final class HostConvolution implements HostLayer {
    /** About half of a common second-level cache. */
    private static final int BLOCK_VALUES = 128 * 1024;

    private final Blas blas;
    private final PlacedLayer place;
    private final Patches patches;
    private final int positions;
    private final int patch;
    private final int out;
    private final int blockSamples;
    private final MemorySegment matrix;
    private final MemorySegment matrixGradient;
    private MemorySegment parameters;
    private MemorySegment gradients;

    HostConvolution(PlacedLayer place, Blas blas, Arena arena) {
        this.blas = blas;
        this.place = place;
        this.patches = new Patches(place);
        this.positions = place.output().height() * place.output().width();
        this.patch = place.layer().fanIn(place.input());
        this.out = place.layer().filters();
        this.blockSamples = Math.max(1, BLOCK_VALUES / (positions * (patch + 1)));
        long rows = (long) blockSamples * positions;
        this.matrix = arena.allocate(rows * (patch + 1) * Float.BYTES, 64);
        this.matrixGradient = arena.allocate(place.index() == 0 ? 0 : rows * patch * Float.BYTES, 64);
        for (long row = 0; row < rows; row++) {
            Values.set(matrix, row * (patch + 1) + patch, 1f);
        }
    }

    @Override
    public void bind(MemorySegment newParameters, MemorySegment newGradients) {
        parameters = newParameters;
        gradients = newGradients;
    }

    @Override
    public void forward(MemorySegment input, MemorySegment output, int count) {
        for (int first = 0; first < count; first += blockSamples) {
            int samples = Math.min(blockSamples, count - first);
            gather(input, first, samples);
            blas.multiply(
                    samples * positions,
                    out,
                    patch + 1,
                    matrix.address(),
                    patch + 1,
                    weights(parameters),
                    out,
                    0f,
                    at(output, first),
                    out);
        }
    }

    @Override
    public void backward(
            MemorySegment input,
            MemorySegment output,
            MemorySegment outputGradient,
            MemorySegment inputGradient,
            int count) {
        if (inputGradient != null) {
            Values.fill(inputGradient, (long) count * place.input().length(), 0f);
        }
        for (int first = 0; first < count; first += blockSamples) {
            int samples = Math.min(blockSamples, count - first);
            gather(input, first, samples);
            blas.multiplyLeftTransposed(
                    patch + 1,
                    out,
                    samples * positions,
                    matrix.address(),
                    patch + 1,
                    at(outputGradient, first),
                    out,
                    first == 0 ? 0f : 1f,
                    weights(gradients),
                    out);
            if (inputGradient != null) {
                blas.multiplyRightTransposed(
                        samples * positions,
                        patch,
                        out,
                        at(outputGradient, first),
                        out,
                        weights(parameters),
                        out,
                        0f,
                        matrixGradient.address(),
                        patch);
                scatter(inputGradient, first, samples);
            }
        }
    }

    private void gather(MemorySegment input, int first, int samples) {
        for (int i = 0; i < samples; i++) {
            long image = (long) (first + i) * place.input().length();
            patches.gather(input, image, matrix, (long) i * positions * (patch + 1), patch + 1);
        }
    }

    private void scatter(MemorySegment inputGradient, int first, int samples) {
        for (int i = 0; i < samples; i++) {
            long image = (long) (first + i) * place.input().length();
            patches.scatter(matrixGradient, (long) i * positions * patch, patch, inputGradient, image);
        }
    }

    private long at(MemorySegment buffer, int sample) {
        return buffer.address() + (long) sample * place.output().length() * Float.BYTES;
    }

    private long weights(MemorySegment vector) {
        return vector.address() + (long) place.offset() * Float.BYTES;
    }
}
