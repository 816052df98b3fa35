package io.rondo.hogwild;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntToDoubleFunction;

/** Float vectors off the heap, for tests. */
final class Vectors {
    private Vectors() {}

    static MemorySegment of(int length, IntToDoubleFunction value) {
        MemorySegment vector = Arena.ofAuto().allocate(ValueLayout.JAVA_FLOAT, length);
        for (int k = 0; k < length; k++) {
            set(vector, k, value.applyAsDouble(k));
        }
        return vector;
    }

    static MemorySegment zeros(int length) {
        return of(length, k -> 0);
    }

    static float get(MemorySegment vector, int k) {
        return vector.getAtIndex(ValueLayout.JAVA_FLOAT, k);
    }

    static void set(MemorySegment vector, int k, double value) {
        vector.setAtIndex(ValueLayout.JAVA_FLOAT, k, (float) value);
    }

    static void add(MemorySegment vector, int k, double value) {
        set(vector, k, get(vector, k) + value);
    }
}
