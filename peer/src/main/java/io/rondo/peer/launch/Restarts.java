package io.rondo.peer.launch;

import java.util.HashMap;
import java.util.Map;

/** Whether a dead peer is started again: not without end, when it never gets as far as a step. */
final class Restarts {
    static final int MOST_IN_A_ROW = 3;

    private final boolean isWanted;
    private final Map<Integer, Integer> inARow = new HashMap<>(); // by peer

    Restarts(boolean isWanted) {
        this.isWanted = isWanted;
    }

    /** The peer has died: counts, and says whether to start it again. */
    boolean takeOne(int peer) {
        return isWanted && inARow.merge(peer, 1, Integer::sum) <= MOST_IN_A_ROW;
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
