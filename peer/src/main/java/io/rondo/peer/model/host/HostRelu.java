package io.rondo.peer.model.host;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** {@code max(x, 0)} in place: the buffer before it becomes the buffer behind it. NaN goes through. */
final class HostRelu implements HostLayer {
    private final int length;

    HostRelu(int length) {
        this.length = length;
    }

    @Override
    public boolean worksInPlace() {
        return true;
    }

    @Override
    public void forward(MemorySegment input, MemorySegment output, int count) {
        rectify(input, output, (long) count * length);
    }

    @Override
    public void backward(
            MemorySegment input,
            MemorySegment output,
            MemorySegment outputGradient,
            MemorySegment inputGradient,
            int count) {
        if (inputGradient != null) {
            gate(output, outputGradient, inputGradient, (long) count * length);
        }
    }

    private static void rectify(MemorySegment input, MemorySegment output, long length) {
        FloatVector zero = FloatVector.zero(Values.SPECIES);
        long i = 0;
        for (; i <= length - Values.LANES; i += Values.LANES) {
            FloatVector x = Values.vector(input, i);
            x.blend(zero, x.compare(VectorOperators.LT, 0f)).intoMemorySegment(output, i << 2, Values.ORDER);
        }
        for (; i < length; i++) {
            Values.set(output, i, Math.max(Values.get(input, i), 0f));
        }
    }

    /** {@code to[i] = output[i] > 0 ? from[i] : 0}. */
    private static void gate(MemorySegment output, MemorySegment from, MemorySegment to, long length) {
        FloatVector zero = FloatVector.zero(Values.SPECIES);
        long i = 0;
        for (; i <= length - Values.LANES; i += Values.LANES) {
            VectorMask<Float> open = Values.vector(output, i).compare(VectorOperators.GT, 0f);
            zero.blend(Values.vector(from, i), open).intoMemorySegment(to, i << 2, Values.ORDER);
        }
        for (; i < length; i++) {
            Values.set(to, i, Values.get(output, i) > 0 ? Values.get(from, i) : 0f);
        }
    }
}
