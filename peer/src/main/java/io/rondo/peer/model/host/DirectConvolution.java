package io.rondo.peer.model.host;

import io.rondo.peer.model.layer.Convolution;
import io.rondo.peer.model.layer.Extent;
import io.rondo.peer.model.layer.PlacedLayer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Convolution of images with few channels, as the first layer sees them: no patches, no input gradient. Matrix products
 * are slow there, because a patch is short and gathering it costs as much as multiplying it.
 *
 * <p>One sample at a time is staged in arrays, the image with its padding around it, filters padded to whole pairs of vectors; the
 * inner loops are in {@link DirectKernels}. For a fixed kernel row, what one output position looks at is a run of {@code
 * kernelWidth * channels} consecutive values of the image.
 */
final class DirectConvolution implements HostLayer {
    /** Up to here it beats the matrix product; measured on images of 1 and 3 channels. */
    private static final int MOST_CHANNELS = 4;

    private final PlacedLayer place;
    private final Extent in;
    private final Extent out;
    private final Convolution layer;
    private final int run;
    private final int rowLength;
    private final int filters;
    private final int paddedFilters;
    private final float[] image;
    private final float[] weights;
    private final float[] biases;
    private final float[] values;
    private MemorySegment parameters;
    private MemorySegment gradients;

    DirectConvolution(PlacedLayer place) {
        this.place = place;
        this.in = place.input();
        this.out = place.output();
        this.layer = (Convolution) place.layer();
        this.run = layer.kernelWidth() * in.channels();
        this.rowLength = (in.width() + 2 * layer.padding()) * in.channels();
        this.filters = layer.filters();
        this.paddedFilters = (filters + DirectKernels.FILTERS - 1) / DirectKernels.FILTERS * DirectKernels.FILTERS;
        this.image = new float[(in.height() + 2 * layer.padding()) * rowLength];
        this.weights = new float[layer.kernelHeight() * run * paddedFilters];
        this.biases = new float[paddedFilters];
        this.values = new float[out.height() * out.width() * paddedFilters];
    }

    static boolean suits(PlacedLayer place) {
        return place.index() == 0 && place.input().channels() <= MOST_CHANNELS;
    }

    @Override
    public void bind(MemorySegment newParameters, MemorySegment newGradients) {
        parameters = newParameters;
        gradients = newGradients;
    }

    @Override
    public void forward(MemorySegment input, MemorySegment output, int count) {
        stageRows(parameters, place.offset(), layer.kernelHeight() * run, weights);
        stageRows(parameters, place.biasOffset(), 1, biases);
        for (int sample = 0; sample < count; sample++) {
            stageImage(input, sample);
            for (int y = 0; y < out.height(); y++) {
                forwardRow(y);
            }
            unstageRows(values, out.height() * out.width(), output, (long) sample * out.length());
        }
    }

    private void forwardRow(int y) {
        int to = y * out.width() * paddedFilters;
        for (int filter = 0; filter < paddedFilters; filter += DirectKernels.FILTERS) {
            DirectKernels.forwardRow(
                    image,
                    y * rowLength,
                    rowLength,
                    in.channels(),
                    weights,
                    biases,
                    filter,
                    paddedFilters,
                    layer.kernelHeight(),
                    run,
                    values,
                    to,
                    out.width());
        }
    }

    /** The staged weights, biases and values now hold their gradients. */
    @Override
    public void backward(
            MemorySegment input,
            MemorySegment output,
            MemorySegment outputGradient,
            MemorySegment inputGradient,
            int count) {
        Arrays.fill(weights, 0f);
        Arrays.fill(biases, 0f);
        for (int sample = 0; sample < count; sample++) {
            stageImage(input, sample);
            stageRows(outputGradient, (long) sample * out.length(), out.height() * out.width(), values);
            for (int filter = 0; filter < paddedFilters; filter += DirectKernels.FILTERS) {
                DirectKernels.addColumns(values, filter, paddedFilters, out.height() * out.width(), biases);
            }
            for (int y = 0; y < out.height(); y++) {
                for (int ky = 0; ky < layer.kernelHeight(); ky++) {
                    backwardRow(y, ky);
                }
            }
        }
        unstageRows(weights, layer.kernelHeight() * run, gradients, place.offset());
        unstageRows(biases, 1, gradients, place.biasOffset());
    }

    private void backwardRow(int y, int ky) {
        for (int filter = 0; filter < paddedFilters; filter += DirectKernels.FILTERS) {
            DirectKernels.backwardRow(
                    image,
                    (y + ky) * rowLength,
                    in.channels(),
                    values,
                    y * out.width() * paddedFilters + filter,
                    paddedFilters,
                    out.width(),
                    weights,
                    ky * run * paddedFilters + filter,
                    run);
        }
    }

    private void stageImage(MemorySegment input, int sample) {
        int padding = layer.padding();
        int length = in.width() * in.channels();
        for (int y = 0; y < in.height(); y++) {
            long from = (long) sample * in.length() + (long) y * length;
            int to = (y + padding) * rowLength + padding * in.channels();
            MemorySegment.copy(input, ValueLayout.JAVA_FLOAT, from << 2, image, to, length);
        }
    }

    /** {@code rows} rows of {@code filters} values become rows of {@code paddedFilters}. */
    private void stageRows(MemorySegment from, long fromIndex, int rows, float[] to) {
        for (int row = 0; row < rows; row++) {
            Values.load(from, fromIndex + (long) row * filters, to, row * paddedFilters, filters);
        }
    }

    private void unstageRows(float[] from, int rows, MemorySegment to, long toIndex) {
        for (int row = 0; row < rows; row++) {
            Values.store(from, row * paddedFilters, to, toIndex + (long) row * filters, filters);
        }
    }
}
