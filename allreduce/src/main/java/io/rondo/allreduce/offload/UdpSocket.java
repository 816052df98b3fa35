package io.rondo.allreduce.offload;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.channels.DatagramChannel;
import org.agrona.UnsafeApi;

/** A socket's options that Linux has and Java has not. One thread at a time; allocates nothing after its making. */
final class UdpSocket {
    /** Numbers are those of x86-64 and arm64. */
    enum Option {
        /** Into datagrams of how many bytes a write is cut; 0: not at all. */
        SEGMENT(17, 103),
        /** 1: datagrams of one sender and one length are received together. */
        GRO(17, 104),
        /** What the path to the connected peer takes, IP header included; to read only. */
        IPV4_PATH_MTU(0, 14),
        IPV6_PATH_MTU(41, 24),
        /** Whether datagrams may travel in IP fragments; 2: never. */
        IPV4_MTU_DISCOVER(0, 10),
        IPV6_MTU_DISCOVER(41, 23);

        private final int level;
        private final int number;

        Option(int level, int number) {
            this.level = level;
            this.number = number;
        }
    }

    static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final FunctionDescriptor OPTION_CALL = FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle SET = handle("setsockopt", OPTION_CALL);
    /** Without the error's number, whose keeping costs a slice of memory a call wherever the JIT does not see through it. */
    private static final MethodHandle TRY_SET = plainHandle("setsockopt", OPTION_CALL);

    private static final MethodHandle GET = handle("getsockopt", OPTION_CALL);

    private final int descriptor;
    private final MemorySegment errno;
    private final MemorySegment value;
    private final MemorySegment valueBytes;

    UdpSocket(DatagramChannel channel) {
        descriptor = descriptor(channel);
        Arena arena = Arena.ofAuto();
        errno = arena.allocate(ERRNO);
        value = arena.allocate(ValueLayout.JAVA_INT);
        valueBytes = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
    }

    /** The JDK's own field: there is no other way to it, and Agrona needs the same door open. */
    static int descriptor(DatagramChannel channel) {
        return UnsafeApi.getInt(channel, UnsafeApi.objectFieldOffset(channel.getClass(), "fdVal"));
    }

    void set(Option option, int newValue) throws IOException {
        value.set(ValueLayout.JAVA_INT, 0, newValue);
        int result;
        try { // by the constant itself: through a parameter the JIT may not see it, and each call would allocate
            result = (int) TRY_SET.invokeExact(descriptor, option.level, option.number, value, (long) Integer.BYTES);
            if (result == 0) {
                return;
            }
            result = (int) SET.invokeExact(errno, descriptor, option.level, option.number, value, (long) Integer.BYTES);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        requireDone(option, result);
    }

    int get(Option option) throws IOException {
        int result;
        try { // the length stands in memory: its address fits a register as well, which is all that the callee sees
            result = (int) GET.invokeExact(errno, descriptor, option.level, option.number, value, valueBytes.address());
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        requireDone(option, result);
        return value.get(ValueLayout.JAVA_INT, 0);
    }

    private void requireDone(Option option, int result) throws IOException {
        if (result != 0) {
            throw new IOException("socket option " + option + " refused, errno " + errno(errno));
        }
    }

    /** What a function made by {@link #handle} has left there. */
    static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    /** A function of the C library whose first argument, before those described, is where to put the error's number. */
    static MethodHandle handle(String name, FunctionDescriptor descriptor) {
        return plainHandle(name, descriptor, Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static MethodHandle plainHandle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
