package io.rondo.peer.model.host;

import jdk.incubator.vector.FloatVector;

/**
 * Inner loops of {@link DirectConvolution} over arrays: two vectors of filters wide, several output positions or weights
 * at once so that their sums stay in registers (8 to 10 of 16 or 32). The order of every sum is fixed.
 */
final class DirectKernels {
    /** Filters computed together. */
    static final int FILTERS = 2 * Values.LANES;

    /** Output positions computed together. */
    private static final int POSITIONS = 4;

    /** Weights whose gradients are computed together. */
    private static final int WEIGHTS = 5;

    private DirectKernels() {}

    /**
     * One row of output positions, {@link #FILTERS} filters: {@code values[to + x * stride + filter] = biases[filter] +
     * sum over ky, r of image[from + ky * rowLength + x * channels + r] * weights[(ky * run + r) * stride + filter]}.
     */
    static void forwardRow(
            float[] image,
            int from,
            int rowLength,
            int channels,
            float[] weights,
            float[] biases,
            int filter,
            int stride,
            int kernelHeight,
            int run,
            float[] values,
            int to,
            int width) {
        int x = 0;
        for (; x <= width - POSITIONS; x += POSITIONS) {
            int at = from + x * channels;
            int value = to + x * stride + filter;
            fourPositions(
                    image, at, rowLength, channels, weights, biases, filter, stride, kernelHeight, run, values, value);
        }
        for (; x < width; x++) {
            int at = from + x * channels;
            int value = to + x * stride + filter;
            onePosition(image, at, rowLength, weights, biases, filter, stride, kernelHeight, run, values, value);
        }
    }

    private static void fourPositions(
            float[] image,
            int from,
            int rowLength,
            int channels,
            float[] weights,
            float[] biases,
            int filter,
            int stride,
            int kernelHeight,
            int run,
            float[] values,
            int to) {
        FloatVector a0 = vector(biases, filter);
        FloatVector b0 = vector(biases, filter + Values.LANES);
        FloatVector a1 = a0;
        FloatVector b1 = b0;
        FloatVector a2 = a0;
        FloatVector b2 = b0;
        FloatVector a3 = a0;
        FloatVector b3 = b0;
        int weight = filter;
        for (int ky = 0; ky < kernelHeight; ky++) {
            int at = from + ky * rowLength;
            for (int r = 0; r < run; r++, at++, weight += stride) {
                FloatVector a = vector(weights, weight);
                FloatVector b = vector(weights, weight + Values.LANES);
                FloatVector pixel = broadcast(image[at]);
                a0 = a.fma(pixel, a0);
                b0 = b.fma(pixel, b0);
                pixel = broadcast(image[at + channels]);
                a1 = a.fma(pixel, a1);
                b1 = b.fma(pixel, b1);
                pixel = broadcast(image[at + 2 * channels]);
                a2 = a.fma(pixel, a2);
                b2 = b.fma(pixel, b2);
                pixel = broadcast(image[at + 3 * channels]);
                a3 = a.fma(pixel, a3);
                b3 = b.fma(pixel, b3);
            }
        }
        store(a0, b0, values, to);
        store(a1, b1, values, to + stride);
        store(a2, b2, values, to + 2 * stride);
        store(a3, b3, values, to + 3 * stride);
    }

    private static void onePosition(
            float[] image,
            int from,
            int rowLength,
            float[] weights,
            float[] biases,
            int filter,
            int stride,
            int kernelHeight,
            int run,
            float[] values,
            int to) {
        FloatVector a = vector(biases, filter);
        FloatVector b = vector(biases, filter + Values.LANES);
        int weight = filter;
        for (int ky = 0; ky < kernelHeight; ky++) {
            int at = from + ky * rowLength;
            for (int r = 0; r < run; r++, at++, weight += stride) {
                FloatVector pixel = broadcast(image[at]);
                a = vector(weights, weight).fma(pixel, a);
                b = vector(weights, weight + Values.LANES).fma(pixel, b);
            }
        }
        store(a, b, values, to);
    }

    /**
     * One row of output positions, one kernel row, {@link #FILTERS} filters: {@code weights[to + r * stride] += sum over x
     * of image[from + x * channels + r] * values[valueFrom + x * stride]} for {@code r < run}.
     */
    static void backwardRow(
            float[] image,
            int from,
            int channels,
            float[] values,
            int valueFrom,
            int stride,
            int width,
            float[] weights,
            int to,
            int run) {
        int r = 0;
        for (; r <= run - WEIGHTS; r += WEIGHTS) {
            fiveWeights(image, from + r, channels, values, valueFrom, stride, width, weights, to + r * stride);
        }
        for (; r < run; r++) {
            oneWeight(image, from + r, channels, values, valueFrom, stride, width, weights, to + r * stride);
        }
    }

    private static void fiveWeights(
            float[] image,
            int from,
            int channels,
            float[] values,
            int valueFrom,
            int stride,
            int width,
            float[] weights,
            int to) {
        FloatVector a0 = vector(weights, to);
        FloatVector b0 = vector(weights, to + Values.LANES);
        FloatVector a1 = vector(weights, to + stride);
        FloatVector b1 = vector(weights, to + stride + Values.LANES);
        FloatVector a2 = vector(weights, to + 2 * stride);
        FloatVector b2 = vector(weights, to + 2 * stride + Values.LANES);
        FloatVector a3 = vector(weights, to + 3 * stride);
        FloatVector b3 = vector(weights, to + 3 * stride + Values.LANES);
        FloatVector a4 = vector(weights, to + 4 * stride);
        FloatVector b4 = vector(weights, to + 4 * stride + Values.LANES);
        int at = from;
        int value = valueFrom;
        for (int x = 0; x < width; x++, at += channels, value += stride) {
            FloatVector a = vector(values, value);
            FloatVector b = vector(values, value + Values.LANES);
            FloatVector pixel = broadcast(image[at]);
            a0 = a.fma(pixel, a0);
            b0 = b.fma(pixel, b0);
            pixel = broadcast(image[at + 1]);
            a1 = a.fma(pixel, a1);
            b1 = b.fma(pixel, b1);
            pixel = broadcast(image[at + 2]);
            a2 = a.fma(pixel, a2);
            b2 = b.fma(pixel, b2);
            pixel = broadcast(image[at + 3]);
            a3 = a.fma(pixel, a3);
            b3 = b.fma(pixel, b3);
            pixel = broadcast(image[at + 4]);
            a4 = a.fma(pixel, a4);
            b4 = b.fma(pixel, b4);
        }
        store(a0, b0, weights, to);
        store(a1, b1, weights, to + stride);
        store(a2, b2, weights, to + 2 * stride);
        store(a3, b3, weights, to + 3 * stride);
        store(a4, b4, weights, to + 4 * stride);
    }

    private static void oneWeight(
            float[] image,
            int from,
            int channels,
            float[] values,
            int valueFrom,
            int stride,
            int width,
            float[] weights,
            int to) {
        FloatVector a = vector(weights, to);
        FloatVector b = vector(weights, to + Values.LANES);
        int at = from;
        int value = valueFrom;
        for (int x = 0; x < width; x++, at += channels, value += stride) {
            FloatVector pixel = broadcast(image[at]);
            a = vector(values, value).fma(pixel, a);
            b = vector(values, value + Values.LANES).fma(pixel, b);
        }
        store(a, b, weights, to);
    }

    /** {@code sums[column] += } the sum of {@code values[row * stride + column]} over the rows, {@link #FILTERS} columns. */
    static void addColumns(float[] values, int column, int stride, int rows, float[] sums) {
        FloatVector a = vector(sums, column);
        FloatVector b = vector(sums, column + Values.LANES);
        int at = column;
        for (int row = 0; row < rows; row++, at += stride) {
            a = a.add(vector(values, at));
            b = b.add(vector(values, at + Values.LANES));
        }
        store(a, b, sums, column);
    }

    private static FloatVector vector(float[] array, int index) {
        return FloatVector.fromArray(Values.SPECIES, array, index);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Values.SPECIES, value);
    }

    private static void store(FloatVector a, FloatVector b, float[] array, int index) {
        a.intoArray(array, index);
        b.intoArray(array, index + Values.LANES);
    }
}
