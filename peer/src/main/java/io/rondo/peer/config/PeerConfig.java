package io.rondo.peer.config;

import io.rondo.membership.ControlLink;
import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import io.rondo.peer.config.yaml.YamlList;
import io.rondo.peer.config.yaml.YamlScalar;
import io.rondo.peer.config.yaml.YamlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One peer of the run.
 *
 * @param id unique in the run, stays with the peer
 * @param host name or address of the host it runs on
 * @param port its UDP port for data on every rail; its signs of life come to {@link #controlPort}; 0: the launcher chooses
 *     free ones
 * @param rails its NICs for data between hosts: addresses, names or networks; empty: that of the host's address
 * @param role worker, or server in mode central
 */
public record PeerConfig(int id, String host, int port, List<String> rails, Role role) {
    /** From a peer's data port to that of its signs of life, down from the highest ports. */
    public static final int CONTROL_PORT_OFFSET = 1_000;

    /** The host of a peer that names none: this one. */
    public static final String LOCAL_HOST = "127.0.0.1";

    private static final int MOST_PEERS = 1_024;
    private static final int HIGHEST_ID = 65_535;
    private static final int HIGHEST_PORT = 65_535;
    private static final String FORM = "a number of peers, or a list of {id, host, port, rails, role}";

    public PeerConfig {
        Require.between("id", id, 0, HIGHEST_ID);
        Require.between("port", port, 0, HIGHEST_PORT);
        if (host.isBlank() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new InvalidSettingException("host", "a host name or address", "\"" + host + "\"");
        }
        rails = List.copyOf(rails);
        if (rails.size() > ControlLink.MAX_RAILS) {
            throw new InvalidSettingException(
                    "rails",
                    "at most " + ControlLink.MAX_RAILS + " addresses, names of NICs or networks",
                    rails.size());
        }
    }

    /** A worker. */
    public PeerConfig(int id, String host, int port, List<String> rails) {
        this(id, host, port, rails, Role.WORKER);
    }

    public boolean isServer() {
        return role == Role.SERVER;
    }

    /** UDP port of its signs of life, on its host's address and on every rail. */
    public int controlPort() {
        return port + (port + CONTROL_PORT_OFFSET <= HIGHEST_PORT ? CONTROL_PORT_OFFSET : -CONTROL_PORT_OFFSET);
    }

    /** The same peer with a port. */
    public PeerConfig withPort(int chosen) {
        return new PeerConfig(id, host, chosen, rails, role);
    }

    /** So many workers on this host, then so many servers, with ids from 0 and ports still to be chosen. */
    static List<PeerConfig> onThisHost(int workers, int servers) {
        List<PeerConfig> peers = new ArrayList<>();
        for (int id = 0; id < workers + servers; id++) {
            Role role = id < workers ? Role.WORKER : Role.SERVER;
            peers.add(new PeerConfig(id, LOCAL_HOST, 0, List.of(), role));
        }
        return List.copyOf(peers);
    }

    /** Whether key {@code peers} is a list. */
    static boolean areListed(Section root) {
        return root.value("peers").orElse(null) instanceof YamlList;
    }

    /**
     * Reads key {@code peers}: a number of workers, or a list in which every peer has an id and a port.
     *
     * @param servers beside so many workers
     */
    static List<PeerConfig> from(Section root, int byDefault, int servers) {
        YamlValue value = root.value("peers").orElse(null);
        if (value instanceof YamlList list) {
            return root.sections("peers", list, "a mapping {id, host, port, rails, role}").stream()
                    .map(PeerConfig::listed)
                    .toList();
        }
        boolean number = value instanceof YamlScalar scalar && scalar.type() == YamlScalar.Type.WHOLE_NUMBER;
        if (value != null && !number) {
            throw root.refusal("peers", FORM, value.shown());
        }
        int count = root.integer("peers", byDefault);
        if (count < 1 || count > MOST_PEERS) {
            throw root.refusal("peers", "a number of peers from 1 to " + MOST_PEERS, String.valueOf(count));
        }
        return onThisHost(count, servers);
    }

    private static PeerConfig listed(Section in) {
        if (!in.has("id")) {
            throw in.refusal("id", "a whole number from 0 to " + HIGHEST_ID, "nothing");
        }
        int id = in.integer("id", 0);
        String host = in.text("host", LOCAL_HOST);
        int port = in.integer("port", 0);
        List<String> rails = in.texts("rails", List.of());
        Role role = in.word("role", Role.class, Role.WORKER);
        return in.end(() -> {
            Require.between("port", port, 1, HIGHEST_PORT);
            return new PeerConfig(id, host, port, rails, role);
        });
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("host", host);
        map.put("port", port);
        if (!rails.isEmpty()) {
            map.put("rails", rails);
        }
        if (isServer()) {
            map.put("role", role.toString());
        }
        return map;
    }
}
