package io.rondo.peer.model.host;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Runs of consecutive float32 values: copied, added, rectified. Offsets and lengths count values, not bytes. What is left
 * of a run behind its last whole vector is one masked vector.
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

    /** The lanes of a vector that begins at {@code index} and lie below {@code length}. */
    static VectorMask<Float> lanesBelow(int index, int length) {
        return SPECIES.indexInRange(index, length);
    }

    static FloatVector vector(MemorySegment memory, long index, VectorMask<Float> lanes) {
        return FloatVector.fromMemorySegment(SPECIES, memory, index << 2, ORDER, lanes);
    }

    static void copy(MemorySegment from, long fromIndex, MemorySegment to, long toIndex, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            vector(from, fromIndex + i).intoMemorySegment(to, (toIndex + i) << 2, ORDER);
        }
        if (i < length) {
            VectorMask<Float> rest = lanesBelow(i, length);
            vector(from, fromIndex + i, rest).intoMemorySegment(to, (toIndex + i) << 2, ORDER, rest);
        }
    }

    static void load(MemorySegment from, long fromIndex, float[] to, int toIndex, int length) {
        for (int i = 0; i < length; i += LANES) {
            VectorMask<Float> lanes = lanesBelow(i, length);
            vector(from, fromIndex + i, lanes).intoArray(to, toIndex + i, lanes);
        }
    }

    static void store(float[] from, int fromIndex, MemorySegment to, long toIndex, int length) {
        for (int i = 0; i < length; i += LANES) {
            VectorMask<Float> lanes = lanesBelow(i, length);
            FloatVector.fromArray(SPECIES, from, fromIndex + i, lanes)
                    .intoMemorySegment(to, (toIndex + i) << 2, ORDER, lanes);
        }
    }

    /** {@code to[i] += from[i]}. */
    static void add(MemorySegment from, long fromIndex, MemorySegment to, long toIndex, int length) {
        int i = 0;
        for (; i <= length - LANES; i += LANES) {
            vector(to, toIndex + i).add(vector(from, fromIndex + i)).intoMemorySegment(to, (toIndex + i) << 2, ORDER);
        }
        if (i < length) {
            VectorMask<Float> rest = lanesBelow(i, length);
            vector(to, toIndex + i, rest)
                    .add(vector(from, fromIndex + i, rest))
                    .intoMemorySegment(to, (toIndex + i) << 2, ORDER, rest);
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
