package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.report.RunReport;
import io.rondo.peer.run.RunDirectory;
import io.rondo.peer.run.RunName;
import io.rondo.peer.run.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Starts every peer of the config as a process of this host, waits for all of them, and puts their reports together.
 * When one dies the others are ended within two seconds, the sentence says who died of what, and nothing is left
 * behind; the same on Ctrl-C.
 */
public final class Launcher {
    private static final String CONFIG = "rondo.yaml";
    private static final long CAUSE_WAIT_MS = 300;
    private static final long TERMINATE_WAIT_MS = 700;

    private final RondoConfig config;
    private final LaunchOptions options;
    private final RunDisplay display;
    private final BlockingQueue<ChildPeer.Arrival> arrivals = new LinkedBlockingQueue<>();
    private final List<ChildPeer> children = new ArrayList<>();
    private final Map<Integer, PeerEvent.PeerSummary> summaries = new HashMap<>();

    private Launcher(RondoConfig config, LaunchOptions options, RunDisplay display) {
        this.config = config;
        this.options = options;
        this.display = display;
    }

    /**
     * Runs the config to its end.
     *
     * @throws RondoException when the run cannot start or a peer fails
     */
    public static RunReport run(RondoConfig config, LaunchOptions options, RunDisplay display) {
        return new Launcher(FreePorts.fillIn(config), options, display).run();
    }

    private RunReport run() {
        try (RunDirectory directory = RunDirectory.lockRun(config.output().dir());
                SharedMemory memory = SharedMemory.open(RunName.of(config))) {
            if (!options.resume()) {
                new CheckpointDirectory(directory.path(), config.output().keep()).setAside();
            }
            Path file = write(directory.path().resolve(CONFIG));
            Thread onInterrupt = new Thread(() -> endAll(memory), "end-peers");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try {
                display.onLaunch(config);
                start(file);
                awaitAll();
            } finally {
                endAll(memory);
                removeHook(onInterrupt);
            }
            RunReport report = RunReport.of(
                    config,
                    config.peers().stream()
                            .map(peer -> summaries.get(peer.id()))
                            .toList());
            display.onReport(report);
            return report;
        } finally {
            display.close();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending already: the hook has run
        }
    }

    private Path write(Path file) {
        try {
            return Files.writeString(file, EffectiveConfig.yaml(config));
        } catch (IOException e) {
            throw new RondoException(file + ": the effective config cannot be written: " + e.getMessage(), e);
        }
    }

    private synchronized void start(Path file) {
        for (PeerConfig peer : config.peers()) {
            List<String> arguments = new ArrayList<>(
                    List.of("peer", "--config", file.toString(), "--id", String.valueOf(peer.id()), "--events"));
            if (options.resume()) {
                arguments.add("--resume");
            }
            options.metrics().ifPresent(log -> arguments.addAll(List.of("--log-metrics", log.toString())));
            options.classPath().forEach(entry -> arguments.addAll(List.of("--classpath", entry.toString())));
            try {
                children.add(ChildPeer.start(peer.id(), arguments, arrivals));
            } catch (IOException e) {
                throw new RondoException("peer " + peer.id() + " cannot be started: " + e.getMessage(), e);
            }
        }
    }

    private void awaitAll() {
        int running = children.size();
        while (running > 0) {
            ChildPeer.Arrival arrival = take(Long.MAX_VALUE);
            if (arrival.event() != null) {
                onEvent(arrival.event());
            } else if (arrival.exitCode() == 0
                    && summaries.containsKey(arrival.child().id())) {
                running--;
            } else {
                throw failure(arrival);
            }
        }
    }

    private void onEvent(PeerEvent event) {
        display.onEvent(event);
        if (event instanceof PeerEvent.Finished finished) {
            summaries.put(finished.peer(), finished.summary());
        } else if (event instanceof PeerEvent.Failed failed && !failed.consequence()) {
            throw new RondoException(failed.sentence());
        }
    }

    /** The sentence for a peer that ended: its own, or another's that was the cause of it, or how it was killed. */
    private RondoException failure(ChildPeer.Arrival end) {
        List<ChildPeer.Arrival> heard = new ArrayList<>(List.of(end));
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CAUSE_WAIT_MS);
        for (long leftNs = deadlineNs - System.nanoTime(); leftNs > 0; leftNs = deadlineNs - System.nanoTime()) {
            ChildPeer.Arrival next = take(leftNs);
            if (next == null) {
                break;
            }
            if (next.event() instanceof PeerEvent.Failed failed && !failed.consequence()) {
                return new RondoException(failed.sentence());
            }
            heard.add(next);
        }
        ChildPeer.Arrival killed = heard.stream()
                .filter(arrival -> arrival.event() == null && arrival.exitCode() > 1)
                .findFirst()
                .orElse(end);
        return new RondoException(
                "peer " + killed.child().id() + " (process " + killed.child().pid() + ") "
                        + ChildPeer.describe(killed.exitCode())
                        + ": the other peers were stopped; go on from the newest checkpoint in "
                        + config.output().dir() + " with --resume");
    }

    private ChildPeer.Arrival take(long timeoutNs) {
        try {
            return arrivals.poll(timeoutNs, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RondoException("interrupted", e);
        }
    }

    /** Ends what still runs and removes the run's shared memory. On the launcher's thread or, on Ctrl-C, the hook's. */
    private synchronized void endAll(SharedMemory memory) {
        children.forEach(ChildPeer::terminate);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TERMINATE_WAIT_MS);
        for (ChildPeer child : children) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (!child.awaitExit(Math.max(0, leftMs))) {
                child.kill();
            }
        }
        children.forEach(child -> child.awaitExit(TERMINATE_WAIT_MS));
        memory.close();
    }
}
