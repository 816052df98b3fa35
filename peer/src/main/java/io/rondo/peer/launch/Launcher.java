package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.model.Backend;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Starts every peer that the config has on this host as a process, waits for all of them, and puts their reports together.
 * When one dies the others are ended within two seconds, the sentence says who died of what, and nothing is left
 * behind; the same on Ctrl-C.
 */
public final class Launcher {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** All finish together: this is for a last checkpoint. */
    private static final long STRAGGLER_NS = TimeUnit.SECONDS.toNanos(60);

    private static final long CAUSE_WAIT_MS = 300;
    private static final long TERMINATE_WAIT_MS = 150;

    private final RondoConfig config;
    private final String host;
    private final LaunchOptions options;
    private final RunDisplay display;
    private final BlockingQueue<ChildPeer.Arrival> arrivals = new LinkedBlockingQueue<>();
    private final List<ChildPeer> children = new ArrayList<>();
    private final Set<Integer> started = new HashSet<>();
    private final Map<Integer, PeerEvent.PeerSummary> summaries = new HashMap<>();
    /** What the first peer said that saw the ring break: it names the peer that did not answer. */
    private String firstConsequence;

    private Launcher(RondoConfig config, String host, LaunchOptions options, RunDisplay display) {
        this.config = config;
        this.host = host;
        this.options = options;
        this.display = display;
    }

    /**
     * Runs the config to its end.
     *
     * @throws RondoException when the run cannot start or a peer fails
     */
    public static RunReport run(RondoConfig config, LaunchOptions options, RunDisplay display) {
        String host = ThisHost.of(config, options.host());
        return new Launcher(FreePorts.fillIn(config, host), host, options, display).run();
    }

    private RunReport run() {
        try (RunDirectory directory = RunDirectory.lockRun(config.output().dir(), suffix());
                SharedMemory memory = SharedMemory.open(RunName.of(config))) {
            if (!options.resume() && isFirstHost()) {
                new CheckpointDirectory(directory.path(), config.output().keep()).setAside();
            }
            Path file = write(directory.path().resolve("rondo" + suffix() + ".yaml"));
            Thread onInterrupt = new Thread(() -> endAll(memory), "end-peers");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try (ServiceThread service = hostsMembership() ? ServiceThread.start(config) : null) {
                display.onLaunch(config);
                start(file);
                awaitAll(service);
            } finally {
                endAll(memory);
                removeHook(onInterrupt);
            }
            RunReport report = RunReport.of(
                    config,
                    peers().stream()
                            .map(peer -> summaries.get(peer.id()))
                            .filter(Objects::nonNull)
                            .toList());
            display.onReport(report);
            return report;
        } finally {
            display.close();
        }
    }

    /** Of this host. */
    private List<PeerConfig> peers() {
        return config.peersOn(host);
    }

    private boolean isFirstHost() {
        return config.hosts().get(0).equals(host);
    }

    private boolean hostsMembership() {
        return isFirstHost()
                && config.mode() == Mode.RING
                && !config.membership().isReplicated();
    }

    /** Hosts may share the output directory: in names of files that each has its own of. */
    private String suffix() {
        return isFirstHost() ? "" : "-" + host;
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
        boolean onCpu = config.training().backend().resolve() == Backend.HOST;
        for (PeerConfig peer : peers()) {
            List<String> arguments = new ArrayList<>(List.of(
                    "peer", "--config", file.toString(), "--id", String.valueOf(peer.id()), "--events", "--served"));
            if (options.resume()) {
                arguments.add("--resume");
            }
            options.metrics().ifPresent(log -> arguments.addAll(List.of("--log-metrics", log.toString())));
            options.classPath().forEach(entry -> arguments.addAll(List.of("--classpath", entry.toString())));
            try {
                children.add(ChildPeer.start(peer.id(), arguments, onCpu, arrivals));
            } catch (IOException e) {
                throw new RondoException("peer " + peer.id() + " cannot be started: " + e.getMessage(), e);
            }
        }
    }

    private void awaitAll(ServiceThread service) {
        Set<Integer> running = new HashSet<>();
        children.forEach(child -> running.add(child.id()));
        long arrivalNs = System.nanoTime();
        while (!running.isEmpty()) {
            ChildPeer.Arrival arrival = take(LOOK_NS);
            if (arrival == null) {
                if (!summaries.isEmpty() && areAllOut(running, service, System.nanoTime() - arrivalNs)) {
                    return;
                }
                continue;
            }
            arrivalNs = System.nanoTime();
            if (arrival.event() != null) {
                onEvent(arrival.event());
                continue;
            }
            running.remove(arrival.child().id());
            boolean isDone = arrival.exitCode() == 0
                    && summaries.containsKey(arrival.child().id());
            if (!isDone && (running.isEmpty() && summaries.isEmpty() || !canGoOn())) {
                throw failure(arrival);
            }
            if (!isDone) {
                display.onEvent(new PeerEvent.Lost(arrival.child().id(), describe(arrival)));
            }
        }
    }

    /**
     * Some are done, and the rest was taken out of the ring: a frozen process, say, that does not even end. A launcher without
     * the service goes by how long nothing has been heard of them.
     */
    private static boolean areAllOut(Set<Integer> running, ServiceThread service, long silentNs) {
        if (service == null || service.view() == null) {
            return silentNs > STRAGGLER_NS;
        }
        return service.view().ids().stream().noneMatch(running::contains);
    }

    /** Once all peers have started, the rest of them goes on without those that die. */
    private boolean canGoOn() {
        return config.mode() == Mode.RING && started.size() == children.size();
    }

    private void onEvent(PeerEvent event) {
        display.onEvent(event);
        if (event instanceof PeerEvent.Started) {
            started.add(event.peer());
        } else if (event instanceof PeerEvent.Finished finished) {
            summaries.put(finished.peer(), finished.summary());
        } else if (event instanceof PeerEvent.Failed failed) {
            if (!failed.consequence()) {
                throw new RondoException(failed.sentence());
            }
            firstConsequence = firstConsequence == null ? failed.sentence() : firstConsequence;
        }
    }

    /**
     * The sentence for a peer that ended: another's that was the cause of it, or who was killed and how, or who fell
     * silent. What the cause did arrives within moments of its consequences.
     */
    private RondoException failure(ChildPeer.Arrival end) {
        List<ChildPeer.Arrival> ends = new ArrayList<>(List.of(end));
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CAUSE_WAIT_MS);
        while (!isKill(ends.get(ends.size() - 1)) && System.nanoTime() - deadlineNs < 0) {
            ChildPeer.Arrival next = take(deadlineNs - System.nanoTime());
            if (next != null && next.event() != null) {
                onEvent(next.event());
            } else if (next != null) {
                ends.add(next);
            }
        }
        Optional<ChildPeer.Arrival> killed =
                ends.stream().filter(Launcher::isKill).findFirst();
        String what = firstConsequence != null && killed.isEmpty()
                ? "the ring broke: " + firstConsequence
                : describe(killed.orElse(end));
        return new RondoException(what + ": the other peers were stopped; go on from the newest checkpoint in "
                + config.output().dir() + " with --resume");
    }

    /** A peer that gives up by itself ends with exit code 1. */
    private static boolean isKill(ChildPeer.Arrival end) {
        return end.exitCode() > 1;
    }

    private static String describe(ChildPeer.Arrival end) {
        return "peer " + end.child().id() + " (process " + end.child().pid() + ") "
                + ChildPeer.describe(end.exitCode());
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
