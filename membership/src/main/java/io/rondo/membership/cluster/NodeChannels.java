package io.rondo.membership.cluster;

import io.rondo.membership.ServiceNode;

/** A node's five UDP endpoints: its port and the next four. */
final class NodeChannels {
    private final ServiceNode node;

    NodeChannels(ServiceNode node) {
        this.node = node;
    }

    /** {@code ID,ingress,consensus,log,catch-up,archive}, as Aeron Cluster writes a member. */
    String member(int id) {
        StringBuilder member = new StringBuilder().append(id);
        for (int index = 0; index < ClusterNode.UDP_PORTS; index++) {
            member.append(',').append(endpoint(index));
        }
        return member.toString();
    }

    String archiveControl() {
        return "aeron:udp?term-length=64k|endpoint=" + endpoint(ClusterNode.UDP_PORTS - 1);
    }

    /** Of this host, any port. */
    String anyPort() {
        return "aeron:udp?endpoint=" + new ServiceNode(node.host(), 0);
    }

    private String endpoint(int index) {
        return new ServiceNode(node.host(), node.port() + index).toString();
    }
}
