package io.rondo.peer.config;

import io.rondo.peer.config.yaml.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Section {@code start}.
 *
 * @param timeout how long a start waits for all peers
 * @param rehearse peers train alone before the run begins, until their code is compiled
 */
public record StartConfig(Duration timeout, boolean rehearse) {
    private static final Duration DEFAULT = Duration.ofMinutes(2);

    public StartConfig {
        Require.between("timeout", timeout, Duration.ofSeconds(1), Duration.ofHours(24));
    }

    static StartConfig from(Section in) {
        Duration timeout = in.duration("timeout", DEFAULT);
        boolean rehearse = in.truth("rehearse", false);
        return in.end(() -> new StartConfig(timeout, rehearse));
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("timeout", timeout);
        map.put("rehearse", rehearse);
        return map;
    }
}
