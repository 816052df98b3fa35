package io.rondo.bench.nic;

import io.rondo.allreduce.Nic;
import io.rondo.allreduce.Seat;
import io.rondo.bench.machine.Machine;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.run.RailAddresses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A host as it describes itself.
 *
 * @param host as the config calls it
 * @param peer its first peer, whose ports it measures on
 * @param port of that peer
 * @param offload whether UDP segmentation offload is configured, and its kernel has it
 */
record Site(String host, int peer, int port, List<Rail> rails, boolean offload, Machine machine) {
    /**
     * One end of a rail.
     *
     * @param nic as the kernel calls it
     * @param mtuBytes largest IP packet
     * @param statedMbps what a physical NIC says that its link carries; 0: unknown
     */
    record Rail(String address, String nic, int mtuBytes, int statedMbps) {
        private static Rail at(String address) {
            Nic nic = Nic.at(address);
            // a virtual NIC states what its driver's author thought of
            boolean isPhysical = Files.exists(Path.of("/sys/class/net", nic.name(), "device"));
            return new Rail(address, nic.name(), nic.mtuBytes(), isPhysical ? nic.rateMbps() : 0);
        }
    }

    /** This host. */
    static Site here(RondoConfig config, String host, boolean offload, Machine machine) {
        PeerConfig peer = config.peersOn(host).get(0);
        List<Rail> rails =
                RailAddresses.of(config, peer.id()).stream().map(Rail::at).toList();
        return new Site(host, peer.id(), peer.port(), rails, offload, machine);
    }

    /** Its place in a ring over some of the rails. */
    Seat seat(List<Integer> some) {
        return new Seat(
                peer,
                host,
                port,
                some.stream().map(rail -> rails.get(rail).address()).toList());
    }

    /** For the head of the result. */
    String line() {
        return "host " + host + " port " + port + ": "
                + rails.stream()
                        .map(rail -> rail.nic() + " " + rail.address() + " mtu " + rail.mtuBytes()
                                + (rail.statedMbps() == 0 ? "" : " states " + Rates.text(rail.statedMbps())))
                        .collect(Collectors.joining(", "))
                + "; offload " + (offload ? "on" : "off") + ", " + machine.cores() + " cores, load "
                + Math.round(10 * machine.loadAverage()) / 10.0;
    }

    /** For sentences: {@code nic1 of b (10.78.0.2)}. */
    String end(int rail) {
        Rail end = rails.get(rail);
        return end.nic() + " of " + host + (end.address().equals(host) ? "" : " (" + end.address() + ")");
    }
}
