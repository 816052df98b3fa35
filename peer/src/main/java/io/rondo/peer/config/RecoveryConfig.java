package io.rondo.peer.config;

import io.rondo.membership.MembershipTimeouts;
import io.rondo.peer.config.yaml.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Section {@code recovery}.
 *
 * @param budget the longest silence of a peer before it counts as gone; every time-out of the data path follows from it
 * @param minPeers fewer than these do not go on
 * @param joinTimeout how long fewer wait for others to join, before they end with a checkpoint
 */
public record RecoveryConfig(Duration budget, int minPeers, Duration joinTimeout) {
    private static final int MOST_PEERS = 1_024;
    private static final Duration LEAST_BUDGET = Duration.ofNanos(MembershipTimeouts.LEAST_BUDGET_NS);
    private static final Duration MOST_BUDGET = Duration.ofSeconds(60);
    private static final Duration DEFAULT = Duration.ofSeconds(1);
    private static final Duration DEFAULT_JOIN_TIMEOUT = Duration.ofSeconds(30);

    public RecoveryConfig {
        Require.between("budget", budget, LEAST_BUDGET, MOST_BUDGET);
        Require.between("minPeers", minPeers, 1, MOST_PEERS);
        Require.between("joinTimeout", joinTimeout, Duration.ZERO, Duration.ofDays(1));
    }

    /** What a peer's own part of recovery derives from the budget. */
    public RecoveryTimeouts timeouts() {
        return new RecoveryTimeouts(budget.toNanos());
    }

    static RecoveryConfig from(Section in) {
        Duration budget = in.duration("budget", DEFAULT);
        int minPeers = in.integer("minPeers", 1);
        Duration joinTimeout = in.duration("joinTimeout", DEFAULT_JOIN_TIMEOUT);
        return in.end(() -> new RecoveryConfig(budget, minPeers, joinTimeout));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("budget", budget);
        map.put("minPeers", minPeers);
        map.put("joinTimeout", joinTimeout);
        return map;
    }
}
