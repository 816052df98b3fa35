package io.rondo.peer.doctor;

import io.rondo.membership.Member;
import io.rondo.membership.ServiceNode;
import io.rondo.membership.cluster.ClusterNode;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.run.MembershipHost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Whether the ports are free that this host's peers, and the membership service if it is here, will use. */
final class PortCheck {
    private static final String NAME = "ports";

    private PortCheck() {}

    /** @param endpoints of this host's peers */
    static List<Finding> here(RondoConfig config, String host, Set<Endpoint> endpoints) {
        if (config.needsPorts()) {
            return List.of(Finding.ok(NAME, "free ones are chosen at the start"));
        }
        List<Finding> taken = new ArrayList<>();
        endpoints.forEach(endpoint -> addUdp(taken, endpoint, "choose another peers[].port"));
        for (ServiceNode node : MembershipHost.service(config)) {
            if (node.host().equals(host)) {
                addService(taken, node, config.membership().isReplicated());
            }
        }
        return taken.isEmpty()
                ? List.of(Finding.ok(
                        NAME, "the peers' UDP ports are free, and the membership service's TCP port if it is here"))
                : taken;
    }

    private static void addUdp(List<Finding> taken, Endpoint endpoint, String otherwise) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.getByName(endpoint.address()), endpoint.port()));
        } catch (IOException e) {
            taken.add(Finding.problem(
                    NAME,
                    "UDP port " + endpoint.port() + " of " + endpoint.address() + " cannot be had: " + e.getMessage()
                            + "; end the program that uses it (ss -ulnp 'sport = :" + endpoint.port()
                            + "' shows which), or " + otherwise));
        }
    }

    /** A node of the replicated service may run already: that is no reason to stop. */
    private static void addService(List<Finding> taken, ServiceNode node, boolean isNode) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(node.host()), node.port()));
        } catch (IOException e) {
            String sentence = "TCP port " + node.port() + " of " + node.host() + " (membership service) cannot be had: "
                    + e.getMessage();
            taken.add(
                    isNode
                            ? Finding.warning(NAME, sentence + "; that is well if rondo membership runs there already")
                            : Finding.problem(
                                    NAME,
                                    sentence + "; end the program that uses it (ss -tlnp 'sport = :" + node.port()
                                            + "' shows which), or choose another peers[].port for the first peer"));
            return;
        }
        for (int i = 0; isNode && i < ClusterNode.UDP_PORTS; i++) {
            addUdp(taken, new Endpoint(node.host(), node.port() + i), "choose another membership.nodes[].port");
        }
    }

    /** For sentences. */
    static String text(ServiceNode node) {
        return Member.endpoint(node.host(), node.port());
    }
}
