package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Section;
import java.time.Duration;
import java.util.Map;

/**
 * Section {@code start}.
 *
 * @param timeout how long a start waits for all peers
 */
public record StartConfig(Duration timeout) {
    private static final Duration DEFAULT = Duration.ofMinutes(2);

    public StartConfig {
        Require.between("timeout", timeout, Duration.ofSeconds(1), Duration.ofHours(24));
    }

    static StartConfig from(Section in) {
        Duration timeout = in.duration("timeout", DEFAULT);
        return in.end(() -> new StartConfig(timeout));
    }

    Map<String, Object> asMap() {
        return Map.of("timeout", timeout);
    }
}
