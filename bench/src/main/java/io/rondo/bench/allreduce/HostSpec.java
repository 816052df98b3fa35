package io.rondo.bench.allreduce;

import io.rondo.allreduce.Seat;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A host of the ring: the addresses of its NICs, and the network namespace of this machine that it is.
 *
 * @param name of the host; ranks of one host share windows
 * @param rails addresses
 * @param namespace for {@code ip netns exec}; empty: this one
 */
record HostSpec(String name, List<String> rails, String namespace) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final HostSpec HERE = new HostSpec("here", List.of(), "");
    private static final int FIRST_PORT = 20_000;
    private static final int END_PORT = 31_000;
    private static final int TRIES = 100;

    /** {@code ADDRESS[,ADDRESS][@NETNS]}. */
    static final class Converter implements ITypeConverter<HostSpec> {
        @Override
        public HostSpec convert(String value) {
            String[] parts = value.split("@", 2);
            List<String> rails = List.of(parts[0].split(","));
            if (parts[0].isBlank() || rails.stream().anyMatch(String::isBlank)) {
                throw new TypeConversionException(
                        "\"" + value + "\" names no address, expected ADDRESS[,ADDRESS][@NETNS]");
            }
            return new HostSpec(value, rails, parts.length == 2 ? parts[1] : "");
        }
    }

    /** Each rank on a host of its own, all of them this one. */
    static List<HostSpec> loopback(int ranks) {
        return IntStream.range(0, ranks)
                .mapToObj(rank -> new HostSpec("loopback-" + rank, List.of(LOOPBACK), ""))
                .toList();
    }

    /** What to put before a command that is to run there. */
    List<String> prefix() {
        return namespace.isEmpty() ? List.of() : List.of("ip", "netns", "exec", namespace);
    }

    /** The host of a rank: ranks are shared out in order, as evenly as can be. */
    static HostSpec of(int rank, int ranks, List<HostSpec> hosts) {
        return hosts.isEmpty() ? HERE : hosts.get(rank * hosts.size() / ranks);
    }

    static List<Seat> seats(List<HostSpec> hosts, int ranks) {
        int firstPort = freePorts(hosts, ranks);
        List<Seat> seats = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            HostSpec host = of(rank, ranks, hosts);
            seats.add(new Seat(rank, host.name(), firstPort + rank, host.rails()));
        }
        return seats;
    }

    /** Ports of a namespace are free as far as we can see. */
    private static int freePorts(List<HostSpec> hosts, int ranks) {
        for (int tries = 0; tries < TRIES; tries++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST_PORT, END_PORT - ranks);
            boolean isFree = hosts.stream()
                    .filter(host -> host.namespace().isEmpty())
                    .allMatch(host -> IntStream.range(first, first + ranks).allMatch(port -> isFree(host, port)));
            if (isFree) {
                return first;
            }
        }
        throw new RondoException("no " + ranks + " UDP ports in a row are free");
    }

    private static boolean isFree(HostSpec host, int port) {
        try (DatagramSocket socket = new DatagramSocket(
                new InetSocketAddress(InetAddress.getByName(host.rails().get(0)), port))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
