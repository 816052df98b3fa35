package io.rondo.allreduce.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;

/** A network namespace of one thread's own: its sockets and the processes it starts are in there, and it ends with them. */
final class PrivateNetwork {
    private static final int CLONE_NEWNET = 0x40000000;

    private PrivateNetwork() {}

    interface Body {
        void run() throws Exception;
    }

    /** Runs the body on a thread whose network is a loopback device of the given MTU; needs root, or skips the test. */
    static void run(int mtuBytes, Body body) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            if (!leaveTheHostsNetwork()) {
                return false;
            }
            ip("link", "set", "lo", "mtu", String.valueOf(mtuBytes), "up");
            body.run();
            return true;
        });
        Thread.ofPlatform().name("private-network").daemon().start(task);
        Assumptions.assumeTrue(task.get(), "a network namespace needs root");
    }

    /** Runs iproute2's command in the calling thread's network. */
    static void ip(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "ip";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @SuppressWarnings("restricted") // as in the code under test
    private static boolean leaveTheHostsNetwork() {
        Linker linker = Linker.nativeLinker();
        try {
            return (int) linker.downcallHandle(
                                    linker.defaultLookup().findOrThrow("unshare"),
                                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                            .invokeExact(CLONE_NEWNET)
                    == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
