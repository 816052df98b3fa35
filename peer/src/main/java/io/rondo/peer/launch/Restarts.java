package io.rondo.peer.launch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Whether a dead peer is started again, and when. Not without end, when it never gets as far as a step; and not before the
 * others have mended their ring, because a process that starts takes the cores that they need for it. Knows no clock.
 */
final class Restarts {
    static final int MOST_IN_A_ROW = 3;

    private final boolean isWanted;
    private final long patienceNs;
    private final Map<Integer, Integer> inARow = new HashMap<>(); // by peer
    private final Map<Integer, Long> waiting = new HashMap<>(); // by peer, since when
    private List<Integer> members = List.of(); // of the ring that was mended last

    /** @param patienceNs after which a peer is started though nobody has said that the ring is mended */
    Restarts(boolean isWanted, long patienceNs) {
        this.isWanted = isWanted;
        this.patienceNs = patienceNs;
    }

    /** The peer has died: counts, and says whether it will be started again. */
    boolean takeOne(int peer, long nowNs) {
        boolean isTaken = isWanted && inARow.merge(peer, 1, Integer::sum) <= MOST_IN_A_ROW;
        if (isTaken) {
            waiting.put(peer, nowNs);
        }
        return isTaken;
    }

    /** The ring is mended, among these. */
    void onRecovered(List<Integer> newMembers) {
        members = newMembers;
    }

    /** Those that are to be started now; each once. */
    List<Integer> takeDue(long nowNs) {
        List<Integer> due =
                waiting.keySet().stream().filter(peer -> isDue(peer, nowNs)).toList();
        waiting.keySet().removeAll(due);
        return due;
    }

    private boolean isDue(int peer, long nowNs) {
        boolean isMended = !members.isEmpty() && !members.contains(peer);
        return isMended || nowNs - waiting.get(peer) > patienceNs;
    }

    /** The peer has done a step. */
    void onStep(int peer) {
        inARow.remove(peer);
    }

    /** It was started again as often as it may be. */
    boolean isGivenUp(int peer) {
        return inARow.getOrDefault(peer, 0) > MOST_IN_A_ROW;
    }
}
