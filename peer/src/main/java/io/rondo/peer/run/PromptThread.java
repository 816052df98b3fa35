package io.rondo.peer.run;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Asks Linux to run a thread soon after it wakes, however many others want the core: signs of life must not wait behind
 * what else the machine computes. The thread gets no more time than others, only in shorter pieces and so earlier: the
 * scheduler takes the least deadline, and a deadline is a slice away. Needs no privilege; kernels before 6.12 take no notice.
 */
public final class PromptThread {
    /** The kernel's least; its default is some milliseconds. */
    private static final long SLICE_NS = 100_000;

    private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");
    private static final long SCHED_SETATTR = IS_ARM ? 274 : 314;
    private static final long SCHED_GETATTR = IS_ARM ? 275 : 315;
    /** Of {@code struct sched_attr}. */
    private static final int ATTRIBUTES_BYTES = 48;

    private static final int SLICE_AT = 24;
    private static final int THIS_THREAD = 0;
    private static final long KERNELS_OWN = 0;
    private static final MethodHandle SYSTEM_CALL =
            System.getProperty("os.name").equals("Linux") ? systemCall() : null;

    private PromptThread() {}

    /** For the calling thread. False where the system knows no such thing. */
    public static boolean request() {
        return setSlice(SLICE_NS);
    }

    /** The calling thread is as any other again. */
    public static boolean relent() {
        return setSlice(KERNELS_OWN);
    }

    private static boolean setSlice(long ns) {
        if (SYSTEM_CALL == null) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES);
            if ((long) SYSTEM_CALL.invokeExact(SCHED_GETATTR, THIS_THREAD, attributes, ATTRIBUTES_BYTES, 0) != 0) {
                return false;
            }
            attributes.set(ValueLayout.JAVA_LONG, SLICE_AT, ns);
            return (long) SYSTEM_CALL.invokeExact(SCHED_SETATTR, THIS_THREAD, attributes, 0, 0) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static MethodHandle systemCall() {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor numberAndFour = FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT);
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"), numberAndFour, Linker.Option.firstVariadicArg(1));
    }
}
