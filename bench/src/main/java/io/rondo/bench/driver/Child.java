package io.rondo.bench.driver;

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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A process that the benchmark started, with the JVM and the flags of this one. It dies with us: its input closes. */
final class Child implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final Writer input;
    private final BlockingQueue<Line> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Long> diedAtNs;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        input = process.outputWriter(StandardCharsets.UTF_8);
        diedAtNs = process.onExit().thenApply(dead -> System.nanoTime());
        startDaemon("events of " + name, this::readEvents);
        startDaemon("errors of " + name, this::readErrors);
    }

    static Child start(String name, Class<?> main, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(arguments);
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
        }
    }

    String name() {
        return name;
    }

    void send(Line line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new RondoException(name + " takes no more commands: " + e.getMessage(), e);
        }
    }

    /** The next event that fits; the ones before it go to {@code seen}. */
    Line await(String what, Predicate<Line> fits, List<Line> seen) {
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

    Line await(String eventName) {
        return await(eventName, event -> event.name().equals(eventName), new ArrayList<>());
    }

    private Line nextEvent(String what, long deadlineNs) {
        try {
            while (System.nanoTime() - deadlineNs < 0) {
                Line event = events.poll(100, TimeUnit.MILLISECONDS);
                if (event != null) {
                    return event;
                }
                if (!process.isAlive() && events.isEmpty()) {
                    throw new RondoException(
                            name + " ended with exit code " + process.exitValue() + " while we waited for " + what);
                }
            }
        } catch (InterruptedException e) {
            throw new RondoException("interrupted while waiting for " + name, e);
        }
        throw new RondoException(name + " did not report " + what + " within " + DEADLINE.toSeconds() + " s");
    }

    /** SIGKILL; returns when it was sent. */
    long kill() {
        long nowNs = System.nanoTime();
        process.destroyForcibly();
        return nowNs;
    }

    /** When the kernel told us of its death. */
    long awaitDeath() {
        try {
            return diedAtNs.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new RondoException(name + " was killed but does not die", e);
        }
    }

    /** Sends STOP or CONT. */
    void signal(String signal) {
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
    Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow(() -> new RondoException("no processor time of " + name));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitDeath();
    }
}
