package io.rondo.bench.chaos;

import io.rondo.peer.report.PeerCounter;
import io.rondo.peer.report.PeerState;
import io.rondo.peer.stat.PeerGauges;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The latest process of one peer, seen through its counters. What it shows stays as it was when the process died. */
final class PeerWatch {
    private final int id;
    private final Path controlDirectory;
    private PeerGauges gauges;

    PeerWatch(int id, Path controlDirectory) {
        this.id = id;
        this.controlDirectory = controlDirectory;
    }

    int id() {
        return id;
    }

    /** Looks whether there is a newer process. */
    void refresh() {
        Optional<PeerGauges> found = look();
        if (found.isEmpty()) {
            return;
        }
        boolean isNew =
                found.get().isComplete() && (gauges == null || !found.get().isSame(gauges));
        if (isNew) {
            gauges = found.get(); // that of its predecessor may still be read: it goes with the garbage
        } else {
            found.get().close();
        }
    }

    private Optional<PeerGauges> look() {
        try {
            return PeerGauges.open(controlDirectory);
        } catch (IOException e) {
            return Optional.empty(); // just being replaced
        }
    }

    /** The one that was found last, or null; it may have ended. */
    PeerGauges gauges() {
        return gauges;
    }

    long step() {
        return gauges.value(PeerCounter.STEP);
    }

    long generation() {
        return gauges.value(PeerCounter.GENERATION);
    }

    long rank() {
        return gauges.value(PeerCounter.RANK);
    }

    PeerState state() {
        return stateOf(gauges);
    }

    /** Of a process that need not be the latest. */
    static PeerState stateOf(PeerGauges process) {
        return PeerState.of(process.value(PeerCounter.STATE));
    }

    /** A member whose training is under way, in this generation or a later one. */
    boolean isTraining(long leastGeneration) {
        return gauges != null
                && generation() >= leastGeneration
                && step() > 0
                && (state() == PeerState.COMPUTING || state() == PeerState.EXCHANGING)
                && ProcessHandle.of(gauges.pid()).isPresent();
    }
}
