package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Gives peers without a port one that no program of this host uses just now. */
final class FreePorts {
    private FreePorts() {}

    static RondoConfig fillIn(RondoConfig config) {
        List<PeerConfig> peers = new ArrayList<>();
        List<DatagramChannel> held = new ArrayList<>(); // all at once, so that they differ
        try {
            for (PeerConfig peer : config.peers()) {
                DatagramChannel channel = DatagramChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getByName(peer.host()), peer.port()));
                held.add(channel);
                int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
                peers.add(new PeerConfig(peer.id(), peer.host(), port));
            }
            return config.withPeers(peers);
        } catch (IOException e) {
            PeerConfig peer = config.peers().get(held.size());
            throw new RondoException(
                    "peer " + peer.id() + " cannot have UDP port " + peer.port() + " of " + peer.host() + ": "
                            + e.getMessage() + "; peers[].host must be an address of this host and the port free",
                    e);
        } finally {
            held.forEach(FreePorts::close);
        }
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RondoException("a UDP port cannot be released: " + e.getMessage(), e);
        }
    }
}
