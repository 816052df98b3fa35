package io.rondo.bench.chaos;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.launch.RunDisplay;
import io.rondo.peer.report.PeerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listens to the launcher: a peer that nobody has hurt and that is missing in a view was evicted falsely, one that has ended
 * has failed by itself. Told on the launcher's thread, asked on the main one.
 */
final class Witness implements RunDisplay {
    private final Set<Integer> hurt = ConcurrentHashMap.newKeySet();
    private final List<String> complaints = new ArrayList<>();
    private final List<Integer> all;

    Witness(RondoConfig config) {
        all = config.peers().stream().map(peer -> peer.id()).toList();
    }

    /** From now on it may be missing. */
    void onHurt(int peer) {
        hurt.add(peer);
    }

    /** It is a member again: from now on it may not be missing. */
    void onHealed(int peer) {
        hurt.remove(peer);
    }

    @Override
    public synchronized void onEvent(PeerEvent event) {
        if (event instanceof PeerEvent.Recovered recovered) {
            for (int id : all) {
                if (!recovered.members().contains(id) && !hurt.contains(id)) {
                    complaints.add("peer " + id + " was evicted in generation " + recovered.generation()
                            + " though nobody had hurt it");
                }
            }
        } else if (event instanceof PeerEvent.Lost lost && !hurt.contains(lost.peer())) {
            complaints.add(lost.sentence());
        }
    }

    /** What happened to peers that nobody had hurt. */
    synchronized List<String> complaints() {
        return List.copyOf(complaints);
    }
}
