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
            held.forEach(FreePorts::close);
        }
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
                held.subList(before, held.size()).forEach(FreePorts::close);
                held.subList(before, held.size()).clear();
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
