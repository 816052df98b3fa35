package io.rondo.bench.process;

import io.rondo.peer.RondoException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A process that a benchmark started and that speaks in {@link Line}s. It dies with us: its input closes. */
public final class Child implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long LIFE_CHECK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String name;
    private final Process process;
    private final Writer input;
    private static final Set<ProcessHandle> STARTED = ConcurrentHashMap.newKeySet();

    private final BlockingQueue<Line> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Long> diedAtNs;
    private volatile boolean outputEnded;

    private Child(String name, Process process) {
        STARTED.add(process.toHandle());
        this.name = name;
        this.process = process;
        input = process.outputWriter(StandardCharsets.UTF_8);
        diedAtNs = process.onExit().thenApply(dead -> System.nanoTime());
        startDaemon("events of " + name, this::readEvents);
        startDaemon("errors of " + name, this::readErrors);
    }

    /**
     * Kills every child that was ever started here, and their own children: those of mpirun would be orphans for a moment
     * and go on writing. Other children of this process are left alone: the launcher's filter of standard error is one.
     */
    public static void killAll() {
        for (ProcessHandle child : STARTED) {
            try (Stream<ProcessHandle> descendants = child.descendants()) {
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
            child.destroyForcibly();
        }
    }

    /** With the JVM and the flags of this one. */
    public static Child start(String name, Class<?> main, List<String> arguments) {
        return start(name, List.of(), main, arguments);
    }

    /** As above, by another command that ends by becoming ours, such as {@code taskset -c 0}. */
    public static Child start(String name, List<String> prefix, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
        return startCommand(name, command);
    }

    /** Any program. */
    public static Child startCommand(String name, List<String> command) {
        try {
            return new Child(name, new ProcessBuilder(command).start());
        } catch (IOException e) {
            throw new RondoException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    private static void startDaemon(String threadName, Runnable task) {
        Thread thread = new Thread(task, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    private void readErrors() {
        try (BufferedReader errors = process.errorReader(StandardCharsets.UTF_8)) {
            for (String text = errors.readLine(); text != null; text = errors.readLine()) {
                if (!text.startsWith("WARNING: Using incubator modules")) {
                    System.err.println(name + ": " + text);
                }
            }
        } catch (IOException e) {
            events.add(Line.of("failed", "why", e));
        }
    }

    private void readEvents() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String text = output.readLine(); text != null; text = output.readLine()) {
                events.add(Line.parse(text));
            }
        } catch (IOException e) {
            events.add(Line.of("failed", "why", e));
        } finally {
            outputEnded = true;
        }
    }

    public String name() {
        return name;
    }

    public void send(Line line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new RondoException(name + " takes no more commands: " + e.getMessage(), e);
        }
    }

    /** The next event that fits; the ones before it go to {@code seen}. */
    public Line await(String what, Predicate<Line> fits, List<Line> seen) {
        long deadlineNs = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            Line event = nextEvent(what, deadlineNs);
            if (event.name().equals("failed")) {
                throw new RondoException(name + " failed while we waited for " + what + ": " + event);
            }
            seen.add(event);
            if (fits.test(event)) {
                return event;
            }
        }
    }

    /** The next event of this name if it comes so soon, or null; others before it are dropped. */
    public Line poll(String eventName, Duration patience) {
        long deadlineNs = System.nanoTime() + patience.toNanos();
        for (Line event = poll(eventName, deadlineNs); event != null; event = poll(eventName, deadlineNs)) {
            if (event.name().equals("failed")) {
                throw new RondoException(name + " failed: "
                        + event.values().getOrDefault("why", "").replace('_', ' '));
            }
            if (event.name().equals(eventName)) {
                return event;
            }
        }
        return null;
    }

    public Line await(String eventName) {
        return await(eventName, event -> event.name().equals(eventName), new ArrayList<>());
    }

    private Line nextEvent(String what, long deadlineNs) {
        Line event = poll(what, deadlineNs);
        if (event == null) {
            throw new RondoException(name + " did not report " + what + " within " + DEADLINE.toSeconds() + " s");
        }
        return event;
    }

    /** Null at the deadline. */
    private Line poll(String what, long deadlineNs) {
        try {
            for (long leftNs = deadlineNs - System.nanoTime(); leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
                Line event = events.poll(Math.min(leftNs, LIFE_CHECK_NS), TimeUnit.NANOSECONDS);
                if (event != null) {
                    return event;
                }
                if (!process.isAlive() && outputEnded && events.isEmpty()) {
                    throw new RondoException(
                            name + " ended with exit code " + process.exitValue() + " while we waited for " + what);
                }
            }
        } catch (InterruptedException e) {
            throw new RondoException("interrupted while waiting for " + name, e);
        }
        return null;
    }

    /** SIGKILL; returns when it was sent. */
    public long kill() {
        long nowNs = System.nanoTime();
        process.destroyForcibly();
        return nowNs;
    }

    /** When the kernel told us of its death. */
    public long awaitDeath() {
        try {
            return diedAtNs.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new RondoException(name + " was killed but does not die", e);
        }
    }

    /** Closes its input, which a well-behaved program takes as its end; kills it when it has not ended in time. */
    public void end(Duration patience) {
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        try {
            input.close();
            process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            process.destroyForcibly(); // it has closed its side already
        } catch (InterruptedException e) {
            throw new RondoException("interrupted while ending " + name, e);
        } finally {
            family.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** Sends STOP or CONT. */
    public void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new RondoException("kill -" + signal + " of " + name + " failed with " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new RondoException("cannot signal " + name, e);
        }
    }

    /** Processor time used so far; the kernel counts it in steps of 10 ms. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow(() -> new RondoException("no processor time of " + name));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitDeath();
    }
}
