package io.rondo.allreduce.netlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Assumptions;

/**
 * A laboratory of scripts/netlab under a name of its own, for one test. Sockets made by {@link #in} stay in that host, whoever
 * uses them then, so one process can be all hosts.
 */
public final class NetLab implements AutoCloseable {
    private static final Path SCRIPT = Path.of(System.getProperty("rondo.root"), "scripts", "netlab");
    private static final MethodHandle OPEN =
            handle("open", ValueLayout.ADDRESS, ValueLayout.JAVA_INT); // variadic, but not with these flags
    private static final MethodHandle SETNS = handle("setns", ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", ValueLayout.JAVA_INT);

    private final String name = "test-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);

    private NetLab() {}

    /** Builds one with the options of {@code netlab up}; without root or the tools the test is skipped. */
    public static NetLab up(String... options) throws IOException {
        NetLab lab = new NetLab();
        Answer answer = lab.answer(concat("up", options));
        Assumptions.assumeFalse(answer.said.contains("root") || answer.said.contains("apt-get"), answer.said);
        assertThat(answer.exit).as(answer.said).isZero();
        return lab;
    }

    /** What a process said, and its exit code. */
    record Answer(int exit, String said) {}

    /** Runs a command of the script for this laboratory; what it says. */
    public String netlab(String... command) throws IOException {
        Answer answer = answer(command);
        assertThat(answer.exit).as(answer.said).isZero();
        return answer.said;
    }

    Answer answer(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), "--lab", name));
        line.addAll(Arrays.asList(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.onExit().join().exitValue(), said); // an interrupted test cleans up, too
    }

    String name() {
        return name;
    }

    /** Calls the body on a thread that lives in a host of the laboratory. */
    public <T> T in(String host, Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter("/run/netns/" + name + "-" + host);
            return body.call();
        });
        Thread.ofPlatform().name("in-" + name + "-" + host).daemon().start(task);
        return task.get();
    }

    private static void enter(String namespace) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) OPEN.invokeExact(arena.allocateFrom(namespace), 0);
            int result = (int) SETNS.invokeExact(descriptor, 0);
            int ignored = (int) CLOSE.invokeExact(descriptor);
            if (result != 0) {
                throw new IOException("cannot enter " + namespace);
            }
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        netlab("down");
    }

    private static String[] concat(String first, String... others) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(Arrays.asList(others));
        return all.toArray(String[]::new);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle handle(String function, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(function), FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }
}
