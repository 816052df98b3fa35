package io.rondo.membership.cluster;

import io.rondo.membership.JobSecret;
import io.rondo.membership.Member;
import io.rondo.membership.ServiceNode;
import java.nio.file.Path;
import java.util.List;

/**
 * What one node of the replicated service is told.
 *
 * @param node which of the nodes it is, from 0
 * @param nodes all of them; each has the TCP port where it meets peers, and of UDP that one and the next four
 * @param directory of this node alone: log, snapshots; the caller holds a lock on it
 * @param driverDirectory of this node's media driver, in shared memory
 * @param configDigest of the effective config; nodes and peers must have the same
 * @param secret that peers must know to become members
 * @param peers all peers of the config, in its order
 * @param snapshotEvery events after which the leading node has a snapshot taken
 */
public record NodeSettings(
        int node,
        List<ServiceNode> nodes,
        FailoverProfile profile,
        Path directory,
        Path driverDirectory,
        String job,
        long jobId,
        long configDigest,
        JobSecret secret,
        List<Member> peers,
        long budgetNs,
        int snapshotEvery) {
    public static final int DEFAULT_SNAPSHOT_EVERY = 1_000;

    public NodeSettings {
        nodes = List.copyOf(nodes);
        peers = List.copyOf(peers);
    }

    ServiceNode own() {
        return nodes.get(node);
    }
}
