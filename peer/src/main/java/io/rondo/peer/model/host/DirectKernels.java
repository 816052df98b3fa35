package io.rondo.peer.model.host;

import jdk.incubator.vector.FloatVector;

/**
 * Inner loops of {@link DirectConvolution} over arrays: one vector of filters wide, several output positions or weights
 * at once so that their sums stay in registers. The order of every sum is fixed.
 */
final class DirectKernels {
    /** Output positions computed together. */
    private static final int POSITIONS = 8;

    /** Weights whose gradients are computed together. */
    private static final int WEIGHTS = 5;

    private DirectKernels() {}

    /**
     * One row of output positions, one vector of filters: {@code values[to + x * stride + filter] = biases[filter] + sum
     * over ky, r of image[from + ky * rowLength + x * channels + r] * weights[(ky * run + r) * stride + filter]}.
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
            eightPositions(
                    image,
                    from + x * channels,
                    rowLength,
                    channels,
                    weights,
                    biases,
                    filter,
                    stride,
                    kernelHeight,
                    run,
                    values,
                    to + x * stride + filter);
        }
        for (; x < width; x++) {
            onePosition(
                    image,
                    from + x * channels,
                    rowLength,
                    weights,
                    biases,
                    filter,
                    stride,
                    kernelHeight,
                    run,
                    values,
                    to + x * stride + filter);
        }
    }

    private static void eightPositions(
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
        FloatVector s0 = FloatVector.fromArray(Values.SPECIES, biases, filter);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        int weight = filter;
        for (int ky = 0; ky < kernelHeight; ky++) {
            int at = from + ky * rowLength;
            for (int r = 0; r < run; r++, at++, weight += stride) {
                FloatVector w = FloatVector.fromArray(Values.SPECIES, weights, weight);
                s0 = w.fma(broadcast(image[at]), s0);
                s1 = w.fma(broadcast(image[at + channels]), s1);
                s2 = w.fma(broadcast(image[at + 2 * channels]), s2);
                s3 = w.fma(broadcast(image[at + 3 * channels]), s3);
                s4 = w.fma(broadcast(image[at + 4 * channels]), s4);
                s5 = w.fma(broadcast(image[at + 5 * channels]), s5);
                s6 = w.fma(broadcast(image[at + 6 * channels]), s6);
                s7 = w.fma(broadcast(image[at + 7 * channels]), s7);
            }
        }
        s0.intoArray(values, to);
        s1.intoArray(values, to + stride);
        s2.intoArray(values, to + 2 * stride);
        s3.intoArray(values, to + 3 * stride);
        s4.intoArray(values, to + 4 * stride);
        s5.intoArray(values, to + 5 * stride);
        s6.intoArray(values, to + 6 * stride);
        s7.intoArray(values, to + 7 * stride);
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
        FloatVector sum = FloatVector.fromArray(Values.SPECIES, biases, filter);
        int weight = filter;
        for (int ky = 0; ky < kernelHeight; ky++) {
            int at = from + ky * rowLength;
            for (int r = 0; r < run; r++, at++, weight += stride) {
                sum = FloatVector.fromArray(Values.SPECIES, weights, weight).fma(broadcast(image[at]), sum);
            }
        }
        sum.intoArray(values, to);
    }

    /**
     * One row of output positions, one kernel row, one vector of filters: {@code weights[to + r * stride] += sum over x of
     * image[from + x * channels + r] * values[valueFrom + x * stride]} for {@code r < run}.
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
        FloatVector s0 = FloatVector.fromArray(Values.SPECIES, weights, to);
        FloatVector s1 = FloatVector.fromArray(Values.SPECIES, weights, to + stride);
        FloatVector s2 = FloatVector.fromArray(Values.SPECIES, weights, to + 2 * stride);
        FloatVector s3 = FloatVector.fromArray(Values.SPECIES, weights, to + 3 * stride);
        FloatVector s4 = FloatVector.fromArray(Values.SPECIES, weights, to + 4 * stride);
        int at = from;
        int value = valueFrom;
        for (int x = 0; x < width; x++, at += channels, value += stride) {
            FloatVector v = FloatVector.fromArray(Values.SPECIES, values, value);
            s0 = v.fma(broadcast(image[at]), s0);
            s1 = v.fma(broadcast(image[at + 1]), s1);
            s2 = v.fma(broadcast(image[at + 2]), s2);
            s3 = v.fma(broadcast(image[at + 3]), s3);
            s4 = v.fma(broadcast(image[at + 4]), s4);
        }
        s0.intoArray(weights, to);
        s1.intoArray(weights, to + stride);
        s2.intoArray(weights, to + 2 * stride);
        s3.intoArray(weights, to + 3 * stride);
        s4.intoArray(weights, to + 4 * stride);
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
        FloatVector sum = FloatVector.fromArray(Values.SPECIES, weights, to);
        int at = from;
        int value = valueFrom;
        for (int x = 0; x < width; x++, at += channels, value += stride) {
            sum = FloatVector.fromArray(Values.SPECIES, values, value).fma(broadcast(image[at]), sum);
        }
        sum.intoArray(weights, to);
    }

    private static FloatVector broadcast(float value) {
        return FloatVector.broadcast(Values.SPECIES, value);
    }
}
