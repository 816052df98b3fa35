package io.rondo.allreduce;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** All of this process's memory as one segment: windows and log buffers are reached by raw address. */
final class Memory {
    static final MemorySegment ALL = allOfMemory();

    private Memory() {}

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static MemorySegment allOfMemory() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    static float get(long address) {
        return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    static void set(long address, float value) {
        ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    static void copy(long sourceAddress, long targetAddress, long lengthBytes) {
        MemorySegment.copy(ALL, sourceAddress, ALL, targetAddress, lengthBytes);
    }

    /** Raw address of a native segment; heap segments have none and are refused. */
    static long addressOf(MemorySegment segment, String name) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(name + " must lie off the heap (a native or mapped segment)");
        }
        return segment.address();
    }
}
