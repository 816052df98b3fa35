package io.rondo.bench.chaos;

import io.rondo.peer.report.PeerState;

/**
 * What was done to a peer, and what became of it.
 *
 * @param state of the peer when it was hurt, as its counters kept it
 * @param wasHolder it held its host's data driver
 * @param recoveredMs until all others had committed the step that was under way; -1: not within the patience
 * @param rejoinedMs until it was a member again and had committed a step (of a frozen one: from its thaw); -1: as above
 */
record Injury(
        int number, int peer, Hurt hurt, PeerState state, boolean wasHolder, double recoveredMs, double rejoinedMs) {
    boolean isHang() {
        return recoveredMs < 0;
    }

    boolean isInOperation() {
        return state == PeerState.EXCHANGING;
    }

    Injury rejoined(double milliseconds) {
        return new Injury(number, peer, hurt, state, wasHolder, recoveredMs, milliseconds);
    }

    String line() {
        return String.format(
                "%4d  %-4s peer %d %-10s %-7s others went on after %8s ms, back after %8s ms",
                number, hurt, peer, state.word(), wasHolder ? "holder" : "", text(recoveredMs), text(rejoinedMs));
    }

    private static String text(double milliseconds) {
        return milliseconds < 0 ? "never" : String.format("%.1f", milliseconds);
    }
}
