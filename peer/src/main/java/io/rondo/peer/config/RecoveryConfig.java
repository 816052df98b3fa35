package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Section;
import java.time.Duration;
import java.util.Map;

/**
 * Section {@code recovery}.
 *
 * @param budget the longest silence of a peer before it counts as gone; every time-out of the data path follows from it
 */
public record RecoveryConfig(Duration budget) {
    private static final Duration DEFAULT = Duration.ofSeconds(1);

    public RecoveryConfig {
        Require.between("budget", budget, Duration.ofMillis(200), Duration.ofSeconds(60));
    }

    static RecoveryConfig from(Section in) {
        Duration budget = in.duration("budget", DEFAULT);
        return in.end(() -> new RecoveryConfig(budget));
    }

    Map<String, Object> asMap() {
        return Map.of("budget", budget);
    }
}
