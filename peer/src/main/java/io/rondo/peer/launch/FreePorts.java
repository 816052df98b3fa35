package io.rondo.peer.launch;

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

/** Gives peers without a port one that no program of this host uses just now. */
final class FreePorts {
    /**
     * Below the range from which Linux serves programs that want any port: one of those would soon be given to the next
     * that asks, in the moment between here and the peer's own start.
     */
    private static final int FIRST = 20_000;

    private static final int END = 32_000;
    private static final int TRIES = 100;

    private FreePorts() {}

    static RondoConfig fillIn(RondoConfig config) {
        List<PeerConfig> peers = new ArrayList<>();
        List<DatagramChannel> held = new ArrayList<>(); // all at once, so that they differ
        try {
            for (PeerConfig peer : config.peers()) {
                DatagramChannel channel = bind(peer);
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

    private static DatagramChannel bind(PeerConfig peer) throws IOException {
        InetAddress host = InetAddress.getByName(peer.host());
        for (int tries = peer.port() == 0 ? TRIES : 1; ; tries--) {
            int port = peer.port() == 0 ? ThreadLocalRandom.current().nextInt(FIRST, END) : peer.port();
            DatagramChannel channel = DatagramChannel.open();
            try {
                return channel.bind(new InetSocketAddress(host, port));
            } catch (BindException e) {
                channel.close();
                if (tries == 1) {
                    throw e;
                }
            }
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
