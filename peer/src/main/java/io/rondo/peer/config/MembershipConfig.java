package io.rondo.peer.config;

import io.rondo.membership.ServiceNode;
import io.rondo.membership.cluster.ClusterNode;
import io.rondo.membership.cluster.FailoverProfile;
import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import io.rondo.peer.config.yaml.YamlList;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code membership}.
 *
 * @param nodes of the replicated membership service: one or three; none: the service lives inside the run
 * @param profile how soon the loss of the leading node is noticed
 * @param dir where the nodes of this host keep their logs; empty: in the output directory
 */
public record MembershipConfig(List<ServiceNode> nodes, FailoverProfile profile, Optional<Path> dir) {
    private static final int HIGHEST_PORT = 65_535;
    private static final String FORM = "a list of {host, port}";

    public MembershipConfig {
        nodes = List.copyOf(nodes);
        if (nodes.size() == 2 || nodes.size() > 3) {
            throw new InvalidSettingException(
                    "nodes", "none, one or three nodes: only a majority of an odd number decides", nodes.size());
        }
        for (int i = 0; i < nodes.size(); i++) {
            checkNode(nodes, i);
        }
    }

    private static void checkNode(List<ServiceNode> nodes, int index) {
        ServiceNode node = nodes.get(index);
        Require.between("nodes[" + index + "].port", node.port(), 1, HIGHEST_PORT - ClusterNode.UDP_PORTS + 1);
        if (node.host().isBlank() || node.host().chars().anyMatch(Character::isWhitespace)) {
            throw new InvalidSettingException(
                    "nodes[" + index + "].host", "a host name or address", "\"" + node.host() + "\"");
        }
        for (int other = 0; other < index; other++) {
            boolean isNear = Math.abs(nodes.get(other).port() - node.port()) < ClusterNode.UDP_PORTS;
            if (isNear && nodes.get(other).host().equals(node.host())) {
                throw new InvalidSettingException(
                        "nodes[" + index + "].port",
                        "a port at least " + ClusterNode.UDP_PORTS + " from that of nodes[" + other
                                + "], because each node uses as many",
                        node.port());
            }
        }
    }

    static MembershipConfig from(Section in) {
        List<ServiceNode> nodes =
                in.list("nodes", FORM).map(list -> listed(in, list)).orElse(List.of());
        FailoverProfile profile = in.word("profile", FailoverProfile.class, FailoverProfile.SAFE);
        Optional<Path> dir = DataConfig.path(in, "dir");
        return in.end(() -> new MembershipConfig(nodes, profile, dir));
    }

    private static List<ServiceNode> listed(Section in, YamlList list) {
        return in.sections("nodes", list, "a mapping {host, port}").stream()
                .map(node -> {
                    String host = node.text("host", PeerConfig.LOCAL_HOST);
                    int port = node.integer("port", 0);
                    return node.end(() -> new ServiceNode(host, port));
                })
                .toList();
    }

    /** True when the service outlives the loss of the run's processes. */
    public boolean isReplicated() {
        return !nodes.isEmpty();
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("nodes", nodes.stream().map(MembershipConfig::asMap).toList());
        map.put("profile", Section.word(profile));
        dir.ifPresent(path -> map.put("dir", path.toString()));
        return map;
    }

    private static Map<String, Object> asMap(ServiceNode node) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("host", node.host());
        map.put("port", node.port());
        return map;
    }
}
