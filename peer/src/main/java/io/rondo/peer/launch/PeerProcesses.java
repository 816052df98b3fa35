package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.model.Backend;
import io.rondo.peer.run.SharedMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The processes of this host's peers: each id has one at most. Launcher's thread, and the hook's on Ctrl-C. */
final class PeerProcesses {
    private static final long TERMINATE_WAIT_MS = 150;

    private final RondoConfig config;
    private final Path file;
    private final LaunchOptions options;
    private final BlockingQueue<ChildPeer.Arrival> arrivals;
    private final Map<Integer, ChildPeer> children = new TreeMap<>();
    private boolean isEnding;

    /**
     * @param file with the effective config
     * @param arrivals where the peers' events and ends go
     */
    PeerProcesses(RondoConfig config, Path file, LaunchOptions options, BlockingQueue<ChildPeer.Arrival> arrivals) {
        this.config = config;
        this.file = file;
        this.options = options;
        this.arrivals = arrivals;
    }

    /** Starts these peers, unless all have been ended meanwhile. */
    synchronized void start(List<PeerConfig> peers, boolean isRestart) {
        for (PeerConfig peer : peers) {
            if (!isEnding) {
                children.put(peer.id(), start(peer.id(), isRestart));
            }
        }
    }

    private ChildPeer start(int id, boolean isRestart) {
        List<String> arguments = new ArrayList<>(
                List.of("peer", "--config", file.toString(), "--id", String.valueOf(id), "--events", "--served"));
        if (isRestart) {
            arguments.add("--restarted");
        } else if (options.resume()) {
            arguments.add("--resume");
        }
        options.metrics().ifPresent(log -> arguments.addAll(List.of("--log-metrics", log.toString())));
        options.classPath().forEach(entry -> arguments.addAll(List.of("--classpath", entry.toString())));
        boolean onCpu = config.training().backend().resolve() == Backend.HOST;
        try {
            return ChildPeer.start(id, arguments, config.secret(), onCpu, arrivals);
        } catch (IOException e) {
            throw new RondoException("peer " + id + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** Ends what still runs and removes the run's shared memory. */
    synchronized void endAll(SharedMemory memory) {
        isEnding = true;
        children.values().forEach(ChildPeer::terminate);
        long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TERMINATE_WAIT_MS);
        for (ChildPeer child : children.values()) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            if (!child.awaitExit(Math.max(0, leftMs))) {
                child.kill();
            }
        }
        children.values().forEach(child -> child.awaitExit(TERMINATE_WAIT_MS));
        memory.close();
    }
}
