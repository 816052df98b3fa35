package io.rondo.peer.config;

import io.rondo.membership.JobSecret;
import io.rondo.membership.MembershipTimeouts;
import io.rondo.membership.ServiceNode;
import io.rondo.membership.cluster.ClusterNode;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.yaml.Durations;
import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that a run is told: the root of the config file.
 *
 * @param job names the run in logs, directories and shared memory: letters, digits, {@code - _ .}
 * @param secret that peers must know to become members; never part of what is printed, written or compared by digest
 * @param peers in the order of the ring; their ports are all chosen, or all 0 and left to the launcher
 */
public record RondoConfig(
        String job,
        JobSecret secret,
        Mode mode,
        List<PeerConfig> peers,
        ModelConfig model,
        DataConfig data,
        TrainingConfig training,
        GossipConfig gossip,
        CentralConfig central,
        TransportConfig transport,
        RecoveryConfig recovery,
        StartConfig start,
        MembershipConfig membership,
        OutputConfig output) {
    private static final Pattern JOB = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int DEFAULT_PEERS = 4;

    public RondoConfig {
        peers = List.copyOf(peers);
        checkJob(job);
        checkPeers(mode, peers);
        checkRoles(mode, peers, central);
        checkClip(mode, peers, training);
        checkNodes(membership.nodes(), peers);
        checkTimeouts(training, recovery);
    }

    /** All else that follows from the budget fits by itself. */
    private static void checkTimeouts(TrainingConfig training, RecoveryConfig recovery) {
        Duration silence =
                Duration.ofNanos(new MembershipTimeouts(recovery.budget().toNanos()).memberSilenceNs());
        if (training.stepTimeout().compareTo(silence) <= 0) {
            throw new InvalidSettingException(
                    "training.stepTimeout",
                    "more than the " + Durations.print(silence) + " after which recovery.budget "
                            + Durations.print(recovery.budget())
                            + " takes a peer for silent, or a dead one would be waited for as a slow one",
                    Durations.print(training.stepTimeout()));
        }
    }

    private static void checkJob(String job) {
        if (!JOB.matcher(job).matches()) {
            throw new InvalidSettingException(
                    "job", "up to 64 letters, digits, '-', '_' and '.', the first a letter or digit", job);
        }
    }

    private static void checkPeers(Mode mode, List<PeerConfig> peers) {
        if (peers.isEmpty()) {
            throw new InvalidSettingException("peers", "at least one peer", "none");
        }
        if (mode == Mode.SOLO && peers.size() > 1) {
            throw new InvalidSettingException("peers", "1 with mode solo", peers.size());
        }
        Map<Integer, Integer> indexOfId = new HashMap<>();
        for (int i = 0; i < peers.size(); i++) {
            PeerConfig peer = peers.get(i);
            Integer sameId = indexOfId.put(peer.id(), i);
            if (sameId != null) {
                String found = peer.id() + ", the id of peers[" + sameId + "] too";
                throw new InvalidSettingException("peers[" + i + "].id", "an id of its own for each peer", found);
            }
            if (peer.rails().size() != peers.get(0).rails().size()) {
                throw new InvalidSettingException(
                        "peers[" + i + "].rails",
                        "as many rails as peers[0] has, " + peers.get(0).rails().size(),
                        peer.rails().size());
            }
        }
        checkPorts(peers);
        checkHosts(peers);
    }

    private static void checkRoles(Mode mode, List<PeerConfig> peers, CentralConfig central) {
        for (int i = 0; i < peers.size() && mode != Mode.CENTRAL; i++) {
            if (peers.get(i).isServer()) {
                throw new InvalidSettingException("peers[" + i + "].role", "worker with mode " + mode, Role.SERVER);
            }
        }
        long servers = peers.stream().filter(PeerConfig::isServer).count();
        if (mode == Mode.CENTRAL && (servers == 0 || servers == peers.size())) {
            throw new InvalidSettingException(
                    "peers",
                    "at least one worker and one server with mode central",
                    servers + " servers among " + peers.size());
        }
        if (mode == Mode.CENTRAL && servers > 1 && central.followsFirstLayer()) {
            throw new InvalidSettingException(
                    "central.bound.rule", "fixed or epoch with several servers", BoundRule.WEIGHTS);
        }
        if (mode == Mode.CENTRAL) {
            central.requireFits(peers.size() - (int) servers);
            central.requireAreThere(peers);
        }
    }

    /** A server knows the norm of its own part alone. */
    private static void checkClip(Mode mode, List<PeerConfig> peers, TrainingConfig training) {
        long servers = peers.stream().filter(PeerConfig::isServer).count();
        if (mode == Mode.CENTRAL && servers > 1 && training.clipNorm() > 0) {
            throw new InvalidSettingException(
                    "training.clipNorm",
                    "0 with mode central and several servers",
                    EffectiveConfig.number(training.clipNorm()));
        }
    }

    /** Every peer has two ports on its host. */
    private static void checkPorts(List<PeerConfig> peers) {
        Map<String, Integer> indexOfPort = new HashMap<>();
        for (int i = 0; i < peers.size(); i++) {
            PeerConfig peer = peers.get(i);
            for (int port : peer.port() == 0 ? new int[0] : new int[] {peer.port(), peer.controlPort()}) {
                Integer same = indexOfPort.put(peer.host() + " " + port, i);
                if (same != null) {
                    String found = peer.port() + ", which with its control port " + peer.controlPort()
                            + " meets a port of peers[" + same + "] on " + peer.host();
                    throw new InvalidSettingException("peers[" + i + "].port", "a port of its own on each host", found);
                }
            }
        }
    }

    /** Nodes outlive runs, so they cannot be told ports that a launcher chooses. */
    private static void checkNodes(List<ServiceNode> nodes, List<PeerConfig> peers) {
        if (!nodes.isEmpty() && peers.get(0).port() == 0) {
            throw new InvalidSettingException(
                    "peers", "a list of {id, host, port}, because membership.nodes are given", peers.size());
        }
        for (int i = 0; i < nodes.size(); i++) {
            ServiceNode node = nodes.get(i);
            for (PeerConfig peer : peers) {
                boolean meets = isOf(node, peer.port()) || isOf(node, peer.controlPort());
                if (meets && peer.host().equals(node.host())) {
                    throw new InvalidSettingException(
                            "membership.nodes[" + i + "].port",
                            "a port that with the " + (ClusterNode.UDP_PORTS - 1)
                                    + " above it is free of peers' ports and those 1000 above them",
                            node.port() + ", which meets peer " + peer.id());
                }
            }
        }
    }

    private static boolean isOf(ServiceNode node, int port) {
        return port >= node.port() && port < node.port() + ClusterNode.UDP_PORTS;
    }

    private static void checkHosts(List<PeerConfig> peers) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < peers.size(); i++) {
            String host = peers.get(i).host();
            boolean goesOn = i > 0 && host.equals(peers.get(i - 1).host());
            if (!goesOn && !seen.add(host)) {
                throw new InvalidSettingException(
                        "peers[" + i + "].host", "the peers of one host to follow each other", host);
            }
        }
    }

    /** The hosts, in order. */
    public List<String> hosts() {
        return peers.stream().map(PeerConfig::host).distinct().toList();
    }

    /** The peers of one host, in order. */
    public List<PeerConfig> peersOn(String host) {
        return peers.stream().filter(peer -> peer.host().equals(host)).toList();
    }

    /** Those that train: in all modes but central every peer. */
    public List<PeerConfig> workers() {
        return peers.stream().filter(peer -> !peer.isServer()).toList();
    }

    /** The parameter servers of mode central. */
    public List<PeerConfig> servers() {
        return peers.stream().filter(PeerConfig::isServer).toList();
    }

    /** The config of a run without any file or option: the main job. */
    public static RondoConfig defaults() {
        return ConfigReader.read(ConfigReader.nothing(), List.of());
    }

    static RondoConfig from(Section in) {
        Section named = in.section("job", ConfigReader.JOB_SHORTHAND);
        Optional<String> name = named.text("name");
        Optional<String> secret = named.text("secret");
        JobSecret checked = named.end(() -> secret(secret));
        Mode mode = in.word("mode", Mode.class, Mode.RING);
        boolean areListed = PeerConfig.areListed(in);
        ModelConfig model = ModelConfig.from(in.section("model", ConfigReader.MODEL_SHORTHAND));
        DataConfig data = DataConfig.from(in.section("data"));
        String job = name.orElse(data.set() + "-" + model.name());
        TrainingConfig training = TrainingConfig.from(in.section("training"));
        GossipConfig gossip = GossipConfig.from(in.section("gossip"));
        CentralConfig central = CentralConfig.from(in.section("central"), areListed);
        List<PeerConfig> peers = PeerConfig.from(
                in, mode == Mode.SOLO ? 1 : DEFAULT_PEERS, mode == Mode.CENTRAL ? central.servers() : 0);
        TransportConfig transport = TransportConfig.from(in.section("transport"));
        RecoveryConfig recovery = RecoveryConfig.from(in.section("recovery"));
        StartConfig start = StartConfig.from(in.section("start"));
        MembershipConfig membership = MembershipConfig.from(in.section("membership"));
        Section output = in.section("output");
        return in.end(() -> {
            checkJob(job); // before it becomes a directory's name
            return new RondoConfig(
                    job,
                    checked,
                    mode,
                    peers,
                    model,
                    data,
                    training,
                    gossip,
                    central,
                    transport,
                    recovery,
                    start,
                    membership,
                    OutputConfig.from(output, job));
        });
    }

    /** What is wrong with it is said without it. */
    private static JobSecret secret(Optional<String> text) {
        boolean isFit = text.stream()
                .allMatch(secret -> secret.length() >= JobSecret.MIN_LENGTH
                        && secret.chars().noneMatch(Character::isISOControl));
        if (!isFit) {
            throw new InvalidSettingException(
                    "secret",
                    "at least " + JobSecret.MIN_LENGTH + " characters in one line",
                    "a text of " + text.orElseThrow().length());
        }
        return JobSecret.of(text.orElse(""));
    }

    /** The same run with the secret that its config file does not tell. */
    public RondoConfig withSecret(JobSecret other) {
        return new RondoConfig(
                job,
                other,
                mode,
                peers,
                model,
                data,
                training,
                gossip,
                central,
                transport,
                recovery,
                start,
                membership,
                output);
    }

    /** The same run with other peers: the launcher fills in the ports it has chosen. */
    public RondoConfig withPeers(List<PeerConfig> others) {
        return new RondoConfig(
                job,
                secret,
                mode,
                others,
                model,
                data,
                training,
                gossip,
                central,
                transport,
                recovery,
                start,
                membership,
                output);
    }

    /** The same run with another membership service. */
    public RondoConfig withMembership(MembershipConfig other) {
        return new RondoConfig(
                job, secret, mode, peers, model, data, training, gossip, central, transport, recovery, start, other,
                output);
    }

    /** The same run with its data elsewhere. */
    public RondoConfig withData(DataConfig other) {
        return new RondoConfig(
                job,
                secret,
                mode,
                peers,
                model,
                other,
                training,
                gossip,
                central,
                transport,
                recovery,
                start,
                membership,
                output);
    }

    /** The peer with this id. */
    public PeerConfig peer(int id) {
        String known = peers.stream().map(peer -> String.valueOf(peer.id())).collect(Collectors.joining(", "));
        return peers.stream()
                .filter(peer -> peer.id() == id)
                .findFirst()
                .orElseThrow(() -> new RondoException("no peer has id " + id + ": the config lists " + known));
    }

    /** True when the launcher has still to choose the peers' ports. */
    public boolean needsPorts() {
        return peers.stream().anyMatch(peer -> peer.port() == 0);
    }

    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("job", job);
        map.put("mode", mode.toString());
        int workers = workers().size();
        boolean counted = peers.equals(PeerConfig.onThisHost(workers, peers.size() - workers));
        map.put(
                "peers",
                counted ? workers : peers.stream().map(PeerConfig::asMap).toList());
        map.put("model", model.asMap());
        map.put("data", data.asMap());
        map.put("training", training.asMap());
        map.put("gossip", gossip.asMap());
        map.put("central", central.asMap(counted));
        map.put("transport", transport.asMap());
        map.put("recovery", recovery.asMap());
        map.put("start", start.asMap());
        map.put("membership", membership.asMap());
        map.put("output", output.asMap());
        return map;
    }
}
