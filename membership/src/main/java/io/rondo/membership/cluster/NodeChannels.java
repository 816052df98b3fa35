package io.rondo.membership.cluster;

import io.rondo.membership.ServiceNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;

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

    /** Aeron would only say so when it uses them, some of them much later. */
    void requireFree() throws IOException {
        for (int port = node.port(); port < node.port() + ClusterNode.UDP_PORTS; port++) {
            InetSocketAddress address = new InetSocketAddress(node.host(), port);
            if (address.isUnresolved()) {
                throw new IOException("the host " + node.host() + " is not known here");
            }
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.bind(address);
            } catch (IOException e) {
                throw new IOException("UDP port " + port + ": " + e.getMessage(), e);
            }
        }
    }

    private String endpoint(int index) {
        return new ServiceNode(node.host(), node.port() + index).toString();
    }
}
