package io.rondo.peer.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.rondo.membership.JobSecret;
import io.rondo.peer.report.EventLine;
import io.rondo.peer.report.PeerEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One peer's process. Its events and its end arrive in the launcher's queue; what it writes on standard error goes to
 * the launcher's, line by line, with the peer's name before it.
 */
final class ChildPeer {
    private static final int SIGNAL_BASE = 128;

    /** What arrives from a child: an event, or (event null) its end with an exit code. */
    record Arrival(ChildPeer child, PeerEvent event, int exitCode) {}

    private final int id;
    private final Process process;

    private ChildPeer(int id, Process process) {
        this.id = id;
        this.process = process;
    }

    static ChildPeer start(
            int id, List<String> arguments, JobSecret secret, boolean onCpu, BlockingQueue<Arrival> arrivals)
            throws IOException {
        ChildPeer child = new ChildPeer(id, PeerCommandLine.of(arguments, onCpu).start());
        child.tell(secret);
        Thread reader = daemon("events-" + id, () -> child.readEvents(arrivals));
        Thread errors = daemon("errors-" + id, child::passErrors);
        daemon("end-" + id, () -> child.awaitEnd(arrivals, reader, errors));
        return child;
    }

    /** Where nobody else reads it; the stream stays open for as long as this process lives. */
    private void tell(JobSecret secret) {
        try {
            secret.writeLine(process.getOutputStream());
        } catch (IOException e) {
            return; // it has ended already, and says why
        }
    }

    private static Thread daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    int id() {
        return id;
    }

    long pid() {
        return process.pid();
    }

    /** Asks the process to end. */
    void terminate() {
        process.destroy();
    }

    /** Ends the process now. */
    void kill() {
        process.destroyForcibly();
    }

    boolean awaitExit(long timeoutMs) {
        try {
            return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How the process ended, in words. */
    static String describe(int exitCode) {
        return exitCode > SIGNAL_BASE
                ? "was killed by signal " + (exitCode - SIGNAL_BASE)
                : "ended with exit code " + exitCode;
    }

    private void readEvents(BlockingQueue<Arrival> arrivals) {
        eachLine(process.getInputStream(), line -> {
            try {
                arrivals.add(new Arrival(this, EventLine.parse(line), 0));
            } catch (JsonProcessingException e) {
                System.err.println("peer " + id + ": " + line); // a library that prints
            }
        });
    }

    private void passErrors() {
        eachLine(process.getErrorStream(), line -> {
            if (!line.startsWith("WARNING: Using incubator modules")) {
                System.err.println("peer " + id + ": " + line);
            }
        });
    }

    private void awaitEnd(BlockingQueue<Arrival> arrivals, Thread reader, Thread errors) {
        try {
            int exitCode = process.waitFor();
            reader.join(1_000);
            errors.join(1_000);
            arrivals.add(new Arrival(this, null, exitCode));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface LineConsumer {
        void accept(String line);
    }

    private static void eachLine(InputStream stream, LineConsumer consumer) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                consumer.accept(line);
            }
        } catch (IOException e) {
            return; // the stream ends with the process
        }
    }
}
