package io.rondo.allreduce;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/**
 * A NIC of this host, by one of its addresses.
 *
 * @param name as the kernel has it
 * @param address of a rail
 * @param mtuBytes largest IP packet it sends
 * @param rateMbps of its link; 0: unknown
 */
record Nic(String name, InetAddress address, int mtuBytes, int rateMbps) {
    private static final int IPV4_UDP_HEADER_BYTES = 28;
    private static final int IPV6_UDP_HEADER_BYTES = 48;

    /**
     * @param address literal
     * @throws IllegalArgumentException when no NIC of this host has it
     */
    static Nic at(String address) {
        try {
            InetAddress own = InetAddress.getByName(address);
            NetworkInterface nic = NetworkInterface.getByInetAddress(
                    own.isLoopbackAddress() && !(own instanceof Inet6Address)
                            ? InetAddress.getByName("127.0.0.1") // stands for all of 127/8
                            : own);
            if (nic == null) {
                throw new IllegalArgumentException(
                        "no NIC of this host has the address " + address + "; they have " + addresses());
            }
            return new Nic(nic.getName(), own, nic.getMTU(), rateMbps(nic.getName()));
        } catch (UnknownHostException | SocketException e) {
            throw new IllegalArgumentException("the address " + address + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** All addresses of this host, for messages. */
    static String addresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .map(nic -> nic.getName() + ": "
                        + nic.inetAddresses().map(Nic::text).collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    /** Without the zone of a link-local address. */
    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    private static int rateMbps(String name) {
        try {
            return Math.max(
                    0,
                    Integer.parseInt(Files.readString(Path.of("/sys/class/net", name, "speed"))
                            .strip()));
        } catch (IOException | NumberFormatException e) {
            return 0; // a NIC that is down, or has none, as the loopback
        }
    }

    /** What IP and UDP put before each datagram. */
    int headerBytes() {
        return address instanceof Inet6Address ? IPV6_UDP_HEADER_BYTES : IPV4_UDP_HEADER_BYTES;
    }
}
