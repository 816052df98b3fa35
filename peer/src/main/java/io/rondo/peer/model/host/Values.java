package io.rondo.peer.model.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Runs of consecutive float32 values: copied, added, rectified. Offsets and lengths count values, not bytes. A run of at
 * least a vector ends with a vector that overlaps the one before, so that no tail is left for scalar code where
 * computing an element twice does no harm.
 */
final class Values {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();
    static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private Values() {}

    static float get(MemorySegment memory, long index) {
        return memory.get(ValueLayout.JAVA_FLOAT, index << 2);
    }

    static void set(MemorySegment memory, long index, float value) {
        memory.set(ValueLayout.JAVA_FLOAT, index << 2, value);
    }

    static FloatVector vector(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(SPECIES, memory, index << 2, ORDER);
    }

    static void copy(MemorySegment from, long fromIndex, MemorySegment to, long toIndex, int length) {
        if (length < LANES) {
            for (int i = 0; i < length; i++) {
                set(to, toIndex + i, get(from, fromIndex + i));
            }
            return;
        }
        int last = length - LANES;
        for (int i = 0; i < last; i += LANES) {
            vector(from, fromIndex + i).intoMemorySegment(to, (toIndex + i) << 2, ORDER);
        }
        vector(from, fromIndex + last).intoMemorySegment(to, (toIndex + last) << 2, ORDER);
    }

    /** {@code to[i] += from[i]}. */
    static void add(MemorySegment from, long fromIndex, MemorySegment to, long toIndex, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            vector(to, toIndex + i).add(vector(from, fromIndex + i)).intoMemorySegment(to, (toIndex + i) << 2, ORDER);
        }
        for (; i < length; i++) {
            set(to, toIndex + i, get(to, toIndex + i) + get(from, fromIndex + i));
        }
    }

    static void fill(MemorySegment memory, long length, float value) {
        long i = 0;
        FloatVector all = FloatVector.broadcast(SPECIES, value);
        for (; i <= length - LANES; i += LANES) {
            all.intoMemorySegment(memory, i << 2, ORDER);
        }
        for (; i < length; i++) {
            set(memory, i, value);
        }
    }
}
