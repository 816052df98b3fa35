package io.rondo.allreduce.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** All of this process's memory as one segment: windows and log buffers are reached by raw address, of any alignment. */
public final class Memory {
    /** From address 0 on. One segment serves every address: making one per call would allocate. */
    public static final MemorySegment ALL = allOfMemory();

    private Memory() {}

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static MemorySegment allOfMemory() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    public static float get(long address) {
        return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, address);
    }

    public static void set(long address, float value) {
        ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, address, value);
    }

    public static double getDouble(long address) {
        return ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, address);
    }

    public static void setDouble(long address, double value) {
        ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, address, value);
    }

    public static int getInt(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    public static void setInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    public static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    public static void setLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    /** Copies bytes; the ranges may overlap. */
    public static void copy(long sourceAddress, long targetAddress, long lengthBytes) {
        MemorySegment.copy(ALL, sourceAddress, ALL, targetAddress, lengthBytes);
    }

    /** Raw address of a native segment; heap segments have none and are refused. */
    public static long addressOf(MemorySegment segment, String name) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(name + " must lie off the heap (a native or mapped segment)");
        }
        return segment.address();
    }
}
