package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.kernel.ElementType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Buffers for tests, and what is in them. */
final class Buffers {
    private static final long ROOM_BYTES = 4 << 20;

    private final Collectives ring;
    private final Window window;
    private long used;

    /** Every rank makes them together. */
    Buffers(Collectives ring) throws IOException {
        this.ring = ring;
        window = ring.window(ROOM_BYTES);
    }

    Collectives ring() {
        return ring;
    }

    /** Of the window's header. */
    long address() {
        return window.address();
    }

    /** In a window, at an address that is no multiple of a vector. */
    MemorySegment next(long lengthBytes) {
        if (used + lengthBytes + 8 > ROOM_BYTES) {
            used = 0;
        }
        MemorySegment buffer = window.memory().asSlice(used, lengthBytes);
        used += (lengthBytes + 15) / 8 * 8;
        return buffer;
    }

    /** Not in a window. */
    static MemorySegment outside(long lengthBytes) {
        return Arena.ofAuto().allocate(Math.max(8, lengthBytes), 8).asSlice(0, lengthBytes);
    }

    static void put(double[] values, MemorySegment buffer, ElementType type) {
        for (int i = 0; i < values.length; i++) {
            switch (type) {
                case FLOAT32 -> buffer.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
                case FLOAT64 -> buffer.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
                case INT32 -> buffer.setAtIndex(ValueLayout.JAVA_INT, i, (int) values[i]);
                case INT64 -> buffer.setAtIndex(ValueLayout.JAVA_LONG, i, (long) values[i]);
            }
        }
    }

    static double get(MemorySegment buffer, ElementType type, long i) {
        return switch (type) {
            case FLOAT32 -> buffer.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            case FLOAT64 -> buffer.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
            case INT32 -> buffer.getAtIndex(ValueLayout.JAVA_INT, i);
            case INT64 -> buffer.getAtIndex(ValueLayout.JAVA_LONG, i);
        };
    }

    static void assertBits(MemorySegment actual, float[] expected, String what) {
        assertThat(actual.byteSize()).isEqualTo(4L * expected.length);
        for (int i = 0; i < expected.length; i++) {
            int bits = actual.getAtIndex(ValueLayout.JAVA_INT, i);
            if (bits != Float.floatToRawIntBits(expected[i])) {
                assertThat(Float.intBitsToFloat(bits))
                        .as("%s: element %d of %d", what, i, expected.length)
                        .isEqualTo(expected[i]);
            }
        }
    }
}
