package io.rondo.peer.config;

import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import io.rondo.peer.config.yaml.YamlList;
import java.util.List;
import java.util.Map;

/**
 * Section {@code membership}.
 *
 * @param nodes nodes of a replicated membership service: none in this version, the service lives inside the run
 */
public record MembershipConfig(List<String> nodes) {
    public MembershipConfig {
        nodes = List.copyOf(nodes);
        if (!nodes.isEmpty()) {
            refuse(nodes.size());
        }
    }

    private static void refuse(int nodes) {
        throw new InvalidSettingException(
                "nodes",
                "an empty list, because this version has no replicated membership service",
                nodes + (nodes == 1 ? " node" : " nodes"));
    }

    static MembershipConfig from(Section in) {
        int nodes = in.list("nodes", "an empty list")
                .map(YamlList::values)
                .orElse(List.of())
                .size();
        return in.end(() -> {
            if (nodes > 0) {
                refuse(nodes);
            }
            return new MembershipConfig(List.of());
        });
    }

    Map<String, Object> asMap() {
        return Map.of("nodes", nodes);
    }
}
