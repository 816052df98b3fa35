package io.rondo.bench.chaos;

import io.rondo.peer.RondoException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What is done to a peer's process, by kill(2) itself: a program that is started for it would be milliseconds late. */
enum Hurt {
    /** It is gone at once ({@code kill -9}), and is started again by its launcher. */
    KILL(9),
    /** It stands still ({@code kill -STOP}) until the others have gone on without it, then it is continued. */
    STOP(19);

    private static final int CONT = 18;
    private static final MethodHandle KILL_FUNCTION = killFunction();

    private final int signal;

    Hurt(int signal) {
        this.signal = signal;
    }

    void begin(long pid) {
        send(signal, pid);
    }

    /** After the others have gone on. */
    void end(long pid) {
        if (this == STOP) {
            send(CONT, pid);
        }
    }

    private static void send(int signal, long pid) {
        int result;
        try {
            result = (int) KILL_FUNCTION.invokeExact((int) pid, signal);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (result != 0) {
            throw new RondoException(
                    "process " + pid + " cannot be sent signal " + signal + ": it has ended by itself");
        }
    }

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static MethodHandle killFunction() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("kill"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }
}
