package io.rondo.membership.cluster;

import io.rondo.membership.MembershipTimeouts;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When the node that leads last heard each peer. Knows no socket and no clock: callers pass the time. It doubts itself
 * first: after a gap in its own ticks everybody gets a fresh start.
 */
final class Hearing {
    private final MembershipTimeouts timeouts;
    private final Map<Incarnation, Long> heardNs = new HashMap<>();
    private long freshNs;
    private long lastTickNs;

    Hearing(MembershipTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    /** This node leads from now on. */
    void begin(long nowNs) {
        heardNs.clear();
        freshNs = nowNs + timeouts.graceNs();
        lastTickNs = nowNs;
    }

    void onHeard(Incarnation peer, long nowNs) {
        heardNs.put(peer, nowNs);
    }

    /** Time passed: which of these have been silent for too long. */
    List<Incarnation> silent(Collection<Incarnation> among, long nowNs) {
        if (nowNs - lastTickNs > timeouts.serviceStallNs()) {
            heardNs.clear();
            freshNs = nowNs;
        }
        lastTickNs = nowNs;
        heardNs.entrySet().removeIf(sign -> isOver(sign.getValue(), nowNs) && !among.contains(sign.getKey()));
        return among.stream().filter(peer -> isOver(lastSign(peer), nowNs)).toList();
    }

    private boolean isOver(long signNs, long nowNs) {
        return nowNs - signNs > timeouts.serviceSilenceNs();
    }

    private long lastSign(Incarnation peer) {
        Long heard = heardNs.get(peer);
        return heard == null || freshNs - heard > 0 ? freshNs : heard;
    }
}
