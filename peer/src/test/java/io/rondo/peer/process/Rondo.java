package io.rondo.peer.process;

import io.rondo.peer.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A process of the program, what it has said so far, and the peers that it has started. */
public final class Rondo implements AutoCloseable {
    /** Start-up of a whole ring on a busy machine; never a promise of the product. */
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private static final Pattern PEER_ID = Pattern.compile("(?:^|\0)--id\0(\\d+)\0");

    private final Process process;
    private final List<String> out = Collections.synchronizedList(new ArrayList<>());
    private final List<String> err = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> readers;

    private Rondo(Process process) {
        this.process = process;
        this.readers = List.of(reader(process.getInputStream(), out), reader(process.getErrorStream(), err));
    }

    /** {@code rondo ARGUMENTS} as the launcher script would start it, in this directory, on this class path. */
    static Rondo start(Path directory, List<String> arguments) {
        return startCommand(directory, command(arguments), Map.of());
    }

    static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                // a shell that starts the build in the background has it ignore SIGINT, and children inherit that
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("rondo.root"), "scripts", "jvm.flags"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Any command line. */
    public static Rondo startCommand(Path directory, List<String> command, Map<String, String> environment) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        try {
            return new Rondo(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread reader(InputStream stream, List<String> into) {
        Thread thread = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                lines.lines().forEach(into::add);
            } catch (IOException | UncheckedIOException e) {
                return; // it ends with the process
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    public List<String> out() {
        return List.copyOf(out);
    }

    /** Without the JVM's own remark about the Vector API, which the script filters out. */
    public List<String> err() {
        return List.copyOf(err).stream()
                .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
                .toList();
    }

    /** All lines so far but the first ones, the JVM's remark among them. */
    List<String> errFrom(int first) {
        synchronized (err) {
            return List.copyOf(err.subList(first, err.size()));
        }
    }

    /** Waits for the first line of standard output that begins so. */
    public Rondo awaitLine(String begin) {
        Await.until(
                PATIENCE,
                () -> !process.isAlive() || out().stream().anyMatch(line -> line.startsWith(begin)),
                this::toString);
        if (out().stream().noneMatch(line -> line.startsWith(begin))) {
            throw new AssertionError("ended before it said '" + begin + "': " + this);
        }
        return this;
    }

    /** Waits until a file is there. */
    public Rondo awaitFile(Path file) {
        Await.until(PATIENCE, () -> !process.isAlive() || Files.exists(file), this::toString);
        if (!Files.exists(file)) {
            throw new AssertionError("ended without having made " + file + ": " + this);
        }
        return this;
    }

    /** Waits for the end and returns the exit code; all that the process has said is then there. */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + this);
            }
            for (Thread reader : readers) {
                reader.join(PATIENCE.toMillis());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The peers' processes that run now, by id. */
    public Map<Integer, ProcessHandle> peers() {
        try (Stream<ProcessHandle> descendants = process.descendants()) {
            Map<Integer, ProcessHandle> peers = new TreeMap<>();
            descendants.forEach(handle -> {
                Matcher id = PEER_ID.matcher(commandLine(handle));
                if (id.find()) {
                    peers.put(Integer.parseInt(id.group(1)), handle);
                }
            });
            return peers;
        }
    }

    static boolean isPeer(ProcessHandle process) {
        return process.isAlive() && PEER_ID.matcher(commandLine(process)).find();
    }

    private static String commandLine(ProcessHandle handle) {
        try { // ProcessHandle.info() gives up on command lines of more than a page
            return Files.readString(Path.of("/proc/" + handle.pid() + "/cmdline"));
        } catch (IOException e) {
            return ""; // just ended
        }
    }

    /** Sends a signal by name to a process, or with a minus before the number to a process group. */
    public static void signal(String name, String processOrGroup) {
        try {
            int exitCode = new ProcessBuilder("kill", "-s", name, "--", processOrGroup)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exitCode != 0) {
                throw new AssertionError("kill -s " + name + " " + processOrGroup + " ended with " + exitCode);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static void signal(String name, ProcessHandle process) {
        signal(name, String.valueOf(process.pid()));
    }

    /** Milliseconds until all these have ended; fails after the limit. */
    public static long millisUntilGone(Iterable<ProcessHandle> processes, Duration limit) {
        long beginNs = System.nanoTime();
        for (ProcessHandle process : processes) {
            Duration left = limit.minusNanos(System.nanoTime() - beginNs);
            Await.until(left, () -> !isRunning(process), () -> "process " + process.pid() + " still runs");
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
    }

    /** A zombie whose parent has not asked for its exit code yet is alive to {@link ProcessHandle}, but not to us. */
    private static boolean isRunning(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return process.isAlive() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> rest = new ArrayList<>(process.descendants().toList());
        rest.add(process.toHandle());
        rest.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return "out:\n" + out().stream().collect(Collectors.joining("\n")) + "\nerr:\n"
                + err().stream().collect(Collectors.joining("\n"));
    }
}
