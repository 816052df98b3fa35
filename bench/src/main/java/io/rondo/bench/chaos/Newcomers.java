package io.rondo.bench.chaos;

import io.rondo.peer.launch.RunDisplay;
import io.rondo.peer.report.PeerEvent;
import java.util.ArrayList;
import java.util.List;

/** Listens to the launcher for the peer that joins. Told on the launcher's thread, asked on the main one. */
final class Newcomers implements RunDisplay {
    private final List<Long> evaluatedAfter = new ArrayList<>();
    private int expected = -1;
    private PeerEvent.Joined joined;
    private long joinedNs;

    /** It is about to be started. */
    synchronized void expect(int peer) {
        expected = peer;
        joined = null;
    }

    @Override
    public synchronized void onEvent(PeerEvent event) {
        if (event instanceof PeerEvent.Joined now && now.peer() == expected) {
            joined = now;
            joinedNs = System.nanoTime();
        } else if (event instanceof PeerEvent.EpochEnded end) {
            evaluatedAfter.add(end.summary().step());
        }
    }

    /** What it said, or null while it has not contributed to a step. */
    synchronized PeerEvent.Joined joined() {
        return joined;
    }

    /** When it said so, by {@link System#nanoTime}. */
    synchronized long joinedNs() {
        return joinedNs;
    }

    /** Steps after which the peers evaluated. */
    synchronized List<Long> evaluatedAfter() {
        return List.copyOf(evaluatedAfter);
    }
}
