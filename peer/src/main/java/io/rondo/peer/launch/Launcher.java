package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.ledger.Ledger;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.report.RunReport;
import io.rondo.peer.run.RunDirectory;
import io.rondo.peer.run.RunName;
import io.rondo.peer.run.SharedMemory;
import io.rondo.peer.serve.ServerSummary;
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
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Starts every peer that the config has on this host as a process, waits for all of them, and puts their reports together.
 * The rest goes on without those that die, or with them when they are started again ({@link LaunchOptions#restart});
 * when it cannot go on, or on Ctrl-C, all are ended within two seconds, the sentence says who died of what, and nothing is
 * left behind.
 */
public final class Launcher {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);
    /** All finish together: this is for a last checkpoint. */
    private static final long STRAGGLER_NS = TimeUnit.SECONDS.toNanos(60);

    private static final long CAUSE_WAIT_MS = 300;

    private final RondoConfig config;
    private final String host;
    private final LaunchOptions options;
    private final RunDisplay display;
    private final BlockingQueue<ChildPeer.Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Restarts restarts;
    private final Set<Integer> running = new HashSet<>();
    private boolean hasBegun;
    private final Set<Integer> joining = new HashSet<>(); // started again, and not yet in a step
    private final Set<Integer> left = new HashSet<>();
    private final Map<Integer, PeerEvent.PeerSummary> summaries = new HashMap<>();
    private final Map<Integer, ServerSummary> served = new TreeMap<>(); // by server
    private final Map<Integer, String> lastWords = new HashMap<>(); // of those that failed while they joined
    private final Set<Integer> members =
            new HashSet<>(); // as far as peers have told: of the newest view, and who joined it
    private int generation; // of that view
    /** What the first peer said that saw the ring break: it names the peer that did not answer. */
    private String firstConsequence;

    private Launcher(RondoConfig config, String host, LaunchOptions options, RunDisplay display) {
        this.config = config;
        this.host = host;
        this.options = options;
        this.display = display;
        this.restarts =
                new Restarts(options.restart(), config.recovery().budget().toNanos());
    }

    /**
     * Runs the config to its end.
     *
     * @throws RondoException when the run cannot start or a peer fails
     */
    public static RunReport run(RondoConfig config, LaunchOptions options, RunDisplay display) {
        String host = ThisHost.of(config, options.host());
        if (config.mode() == Mode.CENTRAL) {
            requireCentral(config, host, options);
        }
        return new Launcher(FreePorts.fillIn(config, host), host, options, display).run();
    }

    private static void requireCentral(RondoConfig config, String host, LaunchOptions options) {
        if (options.restart()) {
            throw new RondoException("--restart: mode central takes nobody into a run that is under way");
        }
        if (config.peersOn(host).stream().allMatch(PeerConfig::isServer)) {
            throw new RondoException(
                    "host " + host
                            + " has servers alone, and a launcher reports what workers have come to: start them with rondo peer");
        }
    }

    private RunReport run() {
        try (RunDirectory directory = RunDirectory.lockRun(config.output().dir(), suffix());
                SharedMemory memory = SharedMemory.open(RunName.of(config))) {
            if (!options.resume() && isFirstHost()) {
                new CheckpointDirectory(directory.path(), config.output().keep()).setAside();
            }
            if (!options.resume()) {
                Ledger.removeAllBut(
                        directory.path(),
                        config.peers().stream().map(PeerConfig::id).toList());
            }
            Path file = write(directory.path().resolve("rondo" + suffix() + ".yaml"));
            PeerProcesses processes = new PeerProcesses(config, file, options, arrivals);
            Thread onInterrupt = new Thread(() -> processes.endAll(memory), "end-peers");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try (ServiceThread service = hostsMembership() ? ServiceThread.start(config) : null) {
                display.onLaunch(config);
                start(processes, peers(), false);
                awaitAll(processes, service);
            } finally {
                processes.endAll(memory);
                removeHook(onInterrupt);
            }
            RunReport report = RunReport.of(
                    config,
                    peers().stream()
                            .map(peer -> summaries.get(peer.id()))
                            .filter(Objects::nonNull)
                            .toList(),
                    List.copyOf(served.values()));
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
        return isFirstHost() && config.mode().hasRing() && !config.membership().isReplicated();
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

    private void start(PeerProcesses processes, List<PeerConfig> peers, boolean isRestart) {
        processes.start(peers, isRestart);
        peers.forEach(peer -> running.add(peer.id()));
    }

    private void awaitAll(PeerProcesses processes, ServiceThread service) {
        long arrivalNs = System.nanoTime();
        while (!running.isEmpty() && !isOverForAll()) {
            ChildPeer.Arrival arrival = take(LOOK_NS);
            if (arrival == null) {
                startAgain(processes);
                if (!summaries.isEmpty() && areAllOut(service, System.nanoTime() - arrivalNs)) {
                    return;
                }
                continue;
            }
            arrivalNs = System.nanoTime();
            if (arrival.event() != null) {
                onEvent(arrival.event());
            } else {
                onEnd(arrival);
            }
            startAgain(processes);
        }
        if (summaries.isEmpty()) {
            throw new RondoException("all peers have left: " + goOn());
        }
    }

    private void startAgain(PeerProcesses processes) {
        List<PeerConfig> due =
                restarts.takeDue(System.nanoTime()).stream().map(config::peer).toList();
        start(processes, due, true);
    }

    /** Nobody is left whom those that are joining could join. */
    private boolean isOverForAll() {
        return !summaries.isEmpty() && joining.containsAll(running);
    }

    private void onEnd(ChildPeer.Arrival end) {
        int id = end.child().id();
        running.remove(id);
        joining.remove(id);
        boolean isDone =
                left.contains(id) || end.exitCode() == 0 && (summaries.containsKey(id) || served.containsKey(id));
        if (isDone) {
            return;
        }
        boolean isRestarted = summaries.isEmpty() && !isLastOne() && restarts.takeOne(id, System.nanoTime());
        if (isRestarted) {
            joining.add(id);
            running.add(id); // very soon
        } else if (running.isEmpty() && summaries.isEmpty() || !canGoOn()) {
            throw failure(end);
        }
        String words = lastWords.containsKey(id) ? ": " + lastWords.remove(id) : "";
        display.onEvent(new PeerEvent.Lost(id, describe(end) + words + givingUp(id), isRestarted));
    }

    private String givingUp(int id) {
        return restarts.isGivenUp(id)
                ? "; it was started again " + Restarts.MOST_IN_A_ROW
                        + " times and did not get as far as a step, and is left alone now"
                : "";
    }

    /** Nobody runs any more whom it could join: what it knew is in the checkpoints. */
    private boolean isLastOne() {
        return running.isEmpty() && peers().size() == config.peers().size();
    }

    /**
     * Some are done, and the rest was taken out of the ring: a frozen process, say, that does not even end. A launcher without
     * the service goes by the views that its peers have told of, or by how long nothing has been heard of them.
     */
    private boolean areAllOut(ServiceThread service, long silentNs) {
        if (service != null && service.view() != null) {
            return service.view().ids().stream().noneMatch(running::contains);
        }
        return members.stream().noneMatch(running::contains) || silentNs > STRAGGLER_NS;
    }

    /** Once one peer has said that it trains, all were in the first ring, and the rest of them goes on without those that die. */
    private boolean canGoOn() {
        return config.mode().hasRing() && hasBegun;
    }

    private void onEvent(PeerEvent event) {
        display.onEvent(event);
        if (event instanceof PeerEvent.Started) {
            hasBegun = true;
            members.add(event.peer());
        } else if (event instanceof PeerEvent.Recovered recovered) {
            restarts.onRecovered(recovered.members());
            if (recovered.generation() >= generation) {
                generation = recovered.generation();
                members.clear();
                members.addAll(recovered.members());
            }
        } else if (event instanceof PeerEvent.Joined || event instanceof PeerEvent.Progress) {
            restarts.onStep(event.peer());
            members.add(event.peer());
            joining.remove(event.peer());
        } else if (event instanceof PeerEvent.Left) {
            left.add(event.peer());
        } else if (event instanceof PeerEvent.Finished finished) {
            summaries.put(finished.peer(), finished.summary());
        } else if (event instanceof PeerEvent.Served done) {
            served.put(done.peer(), done.summary());
        } else if (event instanceof PeerEvent.Failed failed) {
            onFailure(failed);
        }
    }

    private void onFailure(PeerEvent.Failed failed) {
        if (joining.contains(failed.peer())) {
            lastWords.put(failed.peer(), failed.sentence());
        } else if (!failed.consequence()) {
            throw new RondoException(failed.sentence());
        } else {
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
        return new RondoException(what + ": the other peers were stopped; " + goOn());
    }

    private String goOn() {
        return "go on from the newest checkpoint in " + config.output().dir() + " with --resume";
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
            throw new RondoException("interrupted", e); // the flag stays cleared: cleaning up locks files
        }
    }
}
