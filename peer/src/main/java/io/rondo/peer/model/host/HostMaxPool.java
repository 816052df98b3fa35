package io.rondo.peer.model.host;

import io.rondo.peer.model.layer.Extent;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.PlacedLayer;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The largest value of each square, channels side by side in a vector. Backward finds the place again by comparing
 * input and output; of equal values the first in row order takes the gradient.
 */
final class HostMaxPool implements HostLayer {
    private final int size;
    private final Extent in;
    private final Extent out;

    HostMaxPool(PlacedLayer place) {
        this.size = ((MaxPool) place.layer()).size();
        this.in = place.input();
        this.out = place.output();
    }

    @Override
    public void forward(MemorySegment input, MemorySegment output, int count) {
        int channels = in.channels();
        for (int sample = 0; sample < count; sample++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    long from = ((long) (sample * in.height() + y * size) * in.width() + x * size) * channels;
                    long to = ((long) (sample * out.height() + y) * out.width() + x) * channels;
                    largest(input, from, output, to);
                }
            }
        }
    }

    /** One square, all channels. */
    private void largest(MemorySegment input, long from, MemorySegment output, long to) {
        int channels = in.channels();
        int rowStride = in.width() * channels;
        for (int channel = 0; channel < channels; channel += Values.LANES) {
            VectorMask<Float> lanes = Values.lanesBelow(channel, channels);
            FloatVector best = Values.vector(input, from + channel, lanes);
            for (int dy = 0; dy < size; dy++) {
                for (int dx = 0; dx < size; dx++) {
                    long at = from + channel + (long) dy * rowStride + dx * channels;
                    best = best.max(Values.vector(input, at, lanes));
                }
            }
            best.intoMemorySegment(output, (to + channel) << 2, Values.ORDER, lanes);
        }
    }

    @Override
    public void backward(
            MemorySegment input,
            MemorySegment output,
            MemorySegment outputGradient,
            MemorySegment inputGradient,
            int count) {
        if (inputGradient == null) {
            return;
        }
        int channels = in.channels();
        if (in.height() % size != 0 || in.width() % size != 0) {
            Values.fill(inputGradient, (long) count * in.length(), 0f);
        }
        for (int sample = 0; sample < count; sample++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    long from = ((long) (sample * in.height() + y * size) * in.width() + x * size) * channels;
                    long to = ((long) (sample * out.height() + y) * out.width() + x) * channels;
                    route(input, from, output, outputGradient, to, inputGradient);
                }
            }
        }
    }

    /** One square, all channels: the gradient to the first place that holds the largest value, 0 to the others. */
    private void route(
            MemorySegment input,
            long from,
            MemorySegment output,
            MemorySegment outputGradient,
            long to,
            MemorySegment inputGradient) {
        int channels = in.channels();
        int rowStride = in.width() * channels;
        FloatVector zero = FloatVector.zero(Values.SPECIES);
        for (int channel = 0; channel < channels; channel += Values.LANES) {
            VectorMask<Float> lanes = Values.lanesBelow(channel, channels);
            FloatVector best = Values.vector(output, to + channel, lanes);
            FloatVector left = Values.vector(outputGradient, to + channel, lanes);
            for (int dy = 0; dy < size; dy++) {
                for (int dx = 0; dx < size; dx++) {
                    long at = from + channel + (long) dy * rowStride + dx * channels;
                    VectorMask<Float> here = Values.vector(input, at, lanes).compare(VectorOperators.EQ, best);
                    zero.blend(left, here).intoMemorySegment(inputGradient, at << 2, Values.ORDER, lanes);
                    left = left.blend(zero, here);
                }
            }
        }
    }
}
