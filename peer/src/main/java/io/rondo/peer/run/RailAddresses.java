package io.rondo.peer.run;

import io.rondo.allreduce.Nic;
import io.rondo.allreduce.TransportKind;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The addresses of this peer's NICs for data between hosts, from what the config calls them. */
public final class RailAddresses {
    private RailAddresses() {}

    /**
     * None for peers of one host, unless UDP is asked for.
     *
     * @throws RondoException when a rail is on no NIC of this host
     */
    public static List<String> of(RondoConfig config, int id) {
        boolean speaksUdp = config.hosts().size() > 1 || config.transport().kind() == TransportKind.UDP;
        if (!speaksUdp) {
            return List.of();
        }
        PeerConfig peer = config.peer(id);
        try {
            return peer.rails().isEmpty()
                    ? List.of(Nic.at(InetAddress.getByName(peer.host()).getHostAddress())
                            .address()
                            .getHostAddress())
                    : peer.rails().stream().map(Nic::addressOf).toList();
        } catch (UnknownHostException e) {
            throw new RondoException("peer " + id + ": its host " + peer.host() + " is not known here", e);
        } catch (IllegalArgumentException e) {
            throw new RondoException(
                    "peer " + id + ": " + e.getMessage() + "; correct peers[].rails or peers[].host of the config", e);
        }
    }
}
