package io.rondo.peer.config;

import java.util.Map;

/** The short comments of the printed config, by key: units and choices. The full story is in {@code docs/config.md}. */
final class KeyComments {
    private static final Map<String, String> COMMENTS = Map.ofEntries(
            Map.entry("job", "or {name, secret}"),
            Map.entry("mode", "solo | ring | gossip | central"),
            Map.entry("peers", "so many on this host, or a list of {id, host, port, rails, role}"),
            Map.entry(
                    "data.partition",
                    "shuffle | disjoint_contiguous | disjoint_round_robin | disjoint_random | overlap_reshuffle"),
            Map.entry("data.labels", "classes | parity"),
            Map.entry("training.steps", "the run ends after this many at the latest"),
            Map.entry("training.batch", "samples a step for each peer"),
            Map.entry("training.bucketMiB", "0: all gradients in one all-reduce"),
            Map.entry("training.backend", "auto | host | ops"),
            Map.entry("training.schedule.name", "constant | step | exponential | cosine | linear"),
            Map.entry("training.clipNorm", "0: off"),
            Map.entry("training.rateScaling", "none | linear | sqrt"),
            Map.entry("training.digestEvery", "steps"),
            Map.entry("training.slow", "peers that are slow on purpose: ID=3x, ID=200ms, ID=3x@100-300"),
            Map.entry("gossip.rule", "hogwild | pairwise | push_sum"),
            Map.entry("gossip.deltaScale", "raw | learning-rate | 0 to 1"),
            Map.entry("gossip.holdSteps", "0: as published, 64, 16 or 4 by the number of peers"),
            Map.entry("gossip.maxStaleness", "steps; 0: no limit"),
            Map.entry("gossip.threads", "of a peer, on one vector of parameters"),
            Map.entry("central.servers", "beside the workers that peers counts"),
            Map.entry("central.consistency", "bsp | ssp | ssp_updates | asp | backup"),
            Map.entry("central.bound.rule", "fixed | epoch | weights"),
            Map.entry("central.bound.value", "of staleness"),
            Map.entry("central.backups", "workers that may miss a round"),
            Map.entry("central.gradient", "mean | sum"),
            Map.entry("central.replicas", "further servers that have each block"),
            Map.entry("central.restore", "checkpoint | beginning: what a block is that is lost"),
            Map.entry("central.filter", "components of mean gradients that are no larger wait for the next push"),
            Map.entry("central.compression", "none | lz4"),
            Map.entry("central.fail", "peers that end on purpose: server:4@60, worker:1@60"),
            Map.entry("transport.kind", "auto | window | ipc | udp"),
            Map.entry("transport.latencyBytes", "auto | bytes"),
            Map.entry("transport.mtu", "auto | bytes"),
            Map.entry("transport.windowBytes", "auto | bytes"),
            Map.entry("transport.offload", "UDP segmentation offload where the kernel has it"),
            Map.entry("recovery.budget", "the longest silence of a living peer"),
            Map.entry("start.rehearse", "train alone until all is compiled, before the run begins"),
            Map.entry("membership.nodes", "none, or one or three {host, port} of the replicated service"),
            Map.entry("membership.profile", "safe | fast"),
            Map.entry("output.checkpointEvery", "steps; 0: only at the end"),
            Map.entry("output.keep", "newest checkpoints kept"));

    private KeyComments() {}

    static String of(String key) {
        String comment = COMMENTS.get(key);
        return comment == null ? "" : " # " + comment;
    }
}
