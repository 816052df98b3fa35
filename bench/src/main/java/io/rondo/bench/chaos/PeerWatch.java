package io.rondo.bench.chaos;

import io.rondo.peer.report.PeerState;
import java.nio.file.Path;

/** The latest process of one peer, seen through its counters. */
final class PeerWatch {
    private final int id;
    private final Path controlDirectory;
    private Gauges gauges;

    PeerWatch(int id, Path controlDirectory) {
        this.id = id;
        this.controlDirectory = controlDirectory;
    }

    int id() {
        return id;
    }

    /** Looks whether there is a newer process. */
    void refresh() {
        Gauges found = Gauges.open(controlDirectory);
        if (found != null && (gauges == null || !found.isSame(gauges))) {
            gauges = found;
        }
    }

    /** The one that was found last, or null; it may have ended. */
    Gauges gauges() {
        return gauges;
    }

    /** A member whose training is under way, in this generation or a later one. */
    boolean isTraining(long leastGeneration) {
        return gauges != null
                && gauges.generation() >= leastGeneration
                && gauges.step() > 0
                && (gauges.state() == PeerState.COMPUTING || gauges.state() == PeerState.EXCHANGING)
                && ProcessHandle.of(gauges.pid()).isPresent();
    }
}
