package io.rondo.peer.doctor;

import io.rondo.allreduce.Nic;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.run.RailAddresses;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether the addresses that the config names are on NICs of this host that are up, and what those carry. */
final class NicCheck {
    private static final String NAME = "NICs";

    private NicCheck() {}

    /** @param host of whose peers the rails are looked at */
    static List<Finding> here(RondoConfig config, String host) {
        Set<String> addresses = new LinkedHashSet<>();
        try {
            for (PeerConfig peer : config.peersOn(host)) {
                addresses.addAll(RailAddresses.of(config, peer.id()));
            }
        } catch (RondoException e) {
            return List.of(Finding.problem(NAME, e.getMessage()));
        }
        List<Finding> findings = new ArrayList<>();
        for (String address : addresses) {
            Nic nic = Nic.at(address);
            findings.add(of(nic, isUp(nic), config.transport().udp().mtuBytes()));
        }
        return findings;
    }

    private static boolean isUp(Nic nic) {
        try {
            NetworkInterface found = NetworkInterface.getByName(nic.name());
            return found != null && found.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    /** @param wantedMtu of the config; 0: none */
    static Finding of(Nic nic, boolean isUp, int wantedMtu) {
        String named = nic.name() + " (" + nic.address().getHostAddress() + ")";
        if (!isUp) {
            return Finding.problem(NAME, named + " is down; ip link set " + nic.name() + " up, and look at its cable");
        }
        if (wantedMtu > nic.mtuBytes()) {
            return Finding.problem(
                    NAME,
                    "transport.mtu is " + wantedMtu + ", and " + named + " sends packets of " + nic.mtuBytes()
                            + " bytes at most; lower transport.mtu, or ip link set " + nic.name() + " mtu "
                            + wantedMtu);
        }
        return Finding.ok(
                NAME,
                named + " is up, MTU " + nic.mtuBytes()
                        + (nic.rateMbps() > 0 ? ", " + nic.rateMbps() + " Mbit/s" : ""));
    }
}
