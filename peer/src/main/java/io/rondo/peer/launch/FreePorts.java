package io.rondo.peer.launch;

import io.rondo.membership.ServiceNode;
import io.rondo.membership.cluster.ClusterNode;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Gives peers without ports ones that no program of this host uses just now, and finds out whether given ones are free. */
final class FreePorts {
    /**
     * Below the range from which Linux serves programs that want any port: one of those would soon be given to the next
     * that asks, in the moment between here and the peer's own start.
     */
    private static final int FIRST = 20_000;

    private static final int END = 31_000;
    private static final int TRIES = 100;

    private FreePorts() {}

    /** @param host whose ports are looked at: those of others cannot be */
    static RondoConfig fillIn(RondoConfig config, String host) {
        List<PeerConfig> peers = new ArrayList<>();
        List<DatagramChannel> held = new ArrayList<>(); // all at once, so that they differ
        try {
            for (PeerConfig peer : config.peers()) {
                peers.add(peer.host().equals(host) ? bind(peer, held) : peer);
            }
            return config.withPeers(peers);
        } catch (IOException e) {
            PeerConfig peer = config.peers().get(peers.size());
            throw new RondoException(
                    "peer " + peer.id() + " cannot have UDP ports " + peer.port() + " and " + peer.controlPort()
                            + " of " + peer.host() + ": " + e.getMessage()
                            + "; peers[].host must be an address of this host and the port free",
                    e);
        } finally {
            release(held, 0);
        }
    }

    /** So many membership nodes on this host, at ports that neither a program nor one of the peers has. */
    static List<ServiceNode> nodes(RondoConfig peers, int count) throws IOException {
        List<DatagramChannel> held = new ArrayList<>();
        try {
            for (PeerConfig peer : peers.peers()) {
                hold(peer.host(), peer.port(), held);
                hold(peer.host(), peer.controlPort(), held);
            }
            List<ServiceNode> nodes = new ArrayList<>();
            for (int tries = TRIES; nodes.size() < count; tries--) {
                int port = ThreadLocalRandom.current().nextInt(FIRST, END);
                int before = held.size();
                try {
                    for (int udp = port; udp < port + ClusterNode.UDP_PORTS; udp++) {
                        hold(PeerConfig.LOCAL_HOST, udp, held);
                    }
                    nodes.add(new ServiceNode(PeerConfig.LOCAL_HOST, port));
                } catch (BindException e) {
                    release(held, before);
                    if (tries == 1) {
                        throw e;
                    }
                }
            }
            return nodes;
        } finally {
            release(held, 0);
        }
    }

    private static void release(List<DatagramChannel> held, int from) {
        held.subList(from, held.size()).forEach(FreePorts::close);
        held.subList(from, held.size()).clear();
    }

    private static PeerConfig bind(PeerConfig peer, List<DatagramChannel> held) throws IOException {
        for (int tries = peer.port() == 0 ? TRIES : 1; ; tries--) {
            PeerConfig chosen =
                    peer.withPort(peer.port() == 0 ? ThreadLocalRandom.current().nextInt(FIRST, END) : peer.port());
            int before = held.size();
            try {
                hold(chosen.host(), chosen.port(), held);
                hold(chosen.host(), chosen.controlPort(), held);
                return chosen;
            } catch (BindException e) {
                release(held, before);
                if (tries == 1) {
                    throw e;
                }
            }
        }
    }

    private static void hold(String host, int port, List<DatagramChannel> held) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        held.add(channel);
        channel.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RondoException("a UDP port cannot be released: " + e.getMessage(), e);
        }
    }
}
