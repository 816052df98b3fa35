package io.rondo.membership.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When the node that leads last heard each peer. Knows no socket and no clock: callers pass the time. It doubts itself
 * first: after a gap in its own ticks everybody gets a fresh start.
 */
final class Hearing {
    private static final int STALLS_PER_SILENCE = 4;

    private final long graceNs;
    private final long detectAfterNs;
    private final Map<Incarnation, Long> heardNs = new HashMap<>();
    private long freshNs;
    private long lastTickNs;

    /** @param graceNs what peers are given at the begin of a term to find this node */
    Hearing(long budgetNs, long graceNs) {
        this.detectAfterNs = budgetNs / 10 * 6;
        this.graceNs = graceNs;
    }

    /** This node leads from now on. */
    void begin(long nowNs) {
        heardNs.clear();
        freshNs = nowNs + graceNs;
        lastTickNs = nowNs;
    }

    void onHeard(Incarnation peer, long nowNs) {
        heardNs.put(peer, nowNs);
    }

    /** Time passed: which of these have been silent for too long. */
    List<Incarnation> silent(Collection<Incarnation> among, long nowNs) {
        if (nowNs - lastTickNs > detectAfterNs / STALLS_PER_SILENCE) {
            heardNs.clear();
            freshNs = nowNs;
        }
        lastTickNs = nowNs;
        heardNs.entrySet().removeIf(sign -> isOver(sign.getValue(), nowNs) && !among.contains(sign.getKey()));
        return among.stream().filter(peer -> isOver(lastSign(peer), nowNs)).toList();
    }

    private boolean isOver(long signNs, long nowNs) {
        return nowNs - signNs > detectAfterNs;
    }

    private long lastSign(Incarnation peer) {
        Long heard = heardNs.get(peer);
        return heard == null || freshNs - heard > 0 ? freshNs : heard;
    }
}
