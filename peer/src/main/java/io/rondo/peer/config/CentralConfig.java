package io.rondo.peer.config;

import io.rondo.peer.config.PackingConfig.Compression;
import io.rondo.peer.config.yaml.InvalidSettingException;
import io.rondo.peer.config.yaml.Section;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Section {@code central}, for mode central.
 *
 * @param servers on this host, beside the workers that {@code peers} counts; 0 where peers are listed with their roles
 * @param bound of staleness, for the rules that have one
 * @param backups workers that may miss a round, with rule backup; else 0
 * @param gradient an update is the mean of the workers' gradients, or their sum
 * @param replicas further servers that have a copy of each block, if there are so many
 * @param restore what a block of which no copy is left is again
 * @param virtualNodes of each server on the ring of the consistent hashing
 * @param packing how bytes are saved on the wire
 * @param fail peers that end on purpose, each as {@link ScriptedFailure} reads it
 */
public record CentralConfig(
        int servers,
        ConsistencyName consistency,
        BoundConfig bound,
        int backups,
        GradientSum gradient,
        int replicas,
        Restore restore,
        int virtualNodes,
        PackingConfig packing,
        List<String> fail) {
    private static final String SERVERS = "servers";
    private static final String BOUND = "bound";
    private static final String BACKUPS = "backups";
    private static final int DEFAULT_BACKUPS = 1;
    private static final int DEFAULT_VIRTUAL_NODES = 100;
    private static final int MOST_REPLICAS = 2;
    private static final int MOST_SERVERS = 256;
    private static final int MOST_VIRTUAL_NODES = 10_000;

    /** How the workers' gradients become one. */
    public enum GradientSum {
        /** Divided by all samples: n workers take the steps of one with n times the batch. */
        MEAN,
        /** Each worker's mean gradient counts in full: the rate grows with the number of workers. */
        SUM;

        @Override
        public String toString() {
            return Section.word(this);
        }
    }

    /** What a block is again when it is lost. */
    public enum Restore {
        /** As in the newest checkpoint; without one, as it was in the beginning. */
        CHECKPOINT,
        /** As it was when the run began. */
        BEGINNING
    }

    public CentralConfig {
        Require.between(SERVERS, servers, 0, MOST_SERVERS);
        Require.between(BACKUPS, backups, 0, MOST_SERVERS);
        Require.between("replicas", replicas, 0, MOST_REPLICAS);
        Require.between("virtualNodes", virtualNodes, 1, MOST_VIRTUAL_NODES);
        fail = List.copyOf(fail);
        ScriptedFailure.of(fail);
    }

    /** {@link #fail}, read. */
    public List<ScriptedFailure> failures() {
        return ScriptedFailure.of(fail);
    }

    /** @param areListed the peers are, with their roles */
    static CentralConfig from(Section in, boolean areListed) {
        int servers = in.integer(SERVERS, areListed ? 0 : 1);
        if (in.has(SERVERS) && areListed) {
            throw in.refusal(
                    SERVERS,
                    "nothing, because the peers are listed: give some of them role: server",
                    String.valueOf(servers));
        }
        ConsistencyName consistency = in.word("consistency", ConsistencyName.class, ConsistencyName.BSP);
        refuse(in, BOUND, consistency, consistency.isBounded());
        refuse(in, BACKUPS, consistency, consistency == ConsistencyName.BACKUP);
        BoundConfig bound =
                consistency.isBounded() ? BoundConfig.from(in.section(BOUND, BoundConfig.VALUE)) : BoundConfig.none();
        int backups = in.integer(BACKUPS, consistency == ConsistencyName.BACKUP ? DEFAULT_BACKUPS : 0);
        GradientSum gradient = in.word("gradient", GradientSum.class, GradientSum.MEAN);
        int replicas = in.integer("replicas", 1);
        Restore restore = in.word("restore", Restore.class, Restore.CHECKPOINT);
        List<String> fail = in.texts("fail", List.of());
        int virtualNodes = in.integer("virtualNodes", DEFAULT_VIRTUAL_NODES);
        double filter = in.number("filter", 0);
        Compression compression = in.word("compression", Compression.class, Compression.NONE);
        return in.end(() -> {
            if (!areListed) {
                Require.between(SERVERS, servers, 1, MOST_SERVERS);
            }
            return new CentralConfig(
                    servers,
                    consistency,
                    bound,
                    backups,
                    gradient,
                    replicas,
                    restore,
                    virtualNodes,
                    new PackingConfig(filter, compression),
                    fail);
        });
    }

    private static void refuse(Section in, String key, ConsistencyName consistency, boolean isUsed) {
        if (in.has(key) && !isUsed) {
            throw in.refusal(
                    key,
                    "nothing, because consistency " + consistency + " does not use it",
                    in.value(key).orElseThrow().shown());
        }
    }

    /** Whether the bound of staleness follows the first layer's parameters, which one server alone has in whole. */
    boolean followsFirstLayer() {
        return bound.rule() == BoundRule.WEIGHTS;
    }

    /** The rounds of {@code workers} must have somebody in them. */
    void requireFits(int workers) {
        if (backups >= workers) {
            throw new InvalidSettingException("central.backups", "less than the " + workers + " workers", backups);
        }
    }

    /** Who shall fail must be there. */
    void requireAreThere(List<PeerConfig> peers) {
        for (ScriptedFailure failure : failures()) {
            boolean isServer = failure.role() == Role.SERVER;
            if (peers.stream().noneMatch(peer -> peer.id() == failure.peer() && peer.isServer() == isServer)) {
                throw new InvalidSettingException(
                        "central.fail",
                        "the id of a " + failure.role() + ", such as "
                                + peers.stream()
                                        .filter(peer -> peer.isServer() == isServer)
                                        .map(PeerConfig::id)
                                        .findFirst()
                                        .orElseThrow(),
                        failure.peer());
            }
        }
    }

    /** @param arePeersCounted and their roles not listed */
    Map<String, Object> asMap(boolean arePeersCounted) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (arePeersCounted) {
            map.put(SERVERS, servers);
        }
        map.put("consistency", consistency.toString());
        if (consistency.isBounded()) {
            map.put(BOUND, bound.asMap());
        }
        if (consistency == ConsistencyName.BACKUP) {
            map.put(BACKUPS, backups);
        }
        map.put("gradient", gradient.toString());
        map.put("replicas", replicas);
        map.put("restore", Section.word(restore));
        map.put("virtualNodes", virtualNodes);
        map.put("filter", packing.filter());
        map.put("compression", Section.word(packing.compression()));
        map.put("fail", fail);
        return map;
    }
}
