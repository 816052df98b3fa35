package io.rondo.allreduce;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Collectors;

/**
 * A NIC of this host, by one of its addresses.
 *
 * @param name as the kernel has it
 * @param address of a rail
 * @param mtuBytes largest IP packet it sends
 * @param rateMbps of its link; 0: unknown
 */
public record Nic(String name, InetAddress address, int mtuBytes, int rateMbps) {
    /**
     * @param address literal
     * @throws IllegalArgumentException when no NIC of this host has it
     */
    public static Nic at(String address) {
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

    /**
     * The address that a rail means.
     *
     * @param rail an IP address, the name of a NIC (its first IPv4 address, or IPv6 if it has none), or a network as in
     *     {@code 10.77.0.0/24}
     * @throws IllegalArgumentException when no NIC of this host is meant
     */
    public static String addressOf(String rail) {
        try {
            if (rail.indexOf('/') >= 0) {
                return addressIn(rail);
            }
            NetworkInterface named = NetworkInterface.getByName(rail);
            if (named != null) {
                return firstAddress(named);
            }
            if (rail.indexOf(':') < 0 && !rail.matches("[0-9.]+")) {
                throw new IllegalArgumentException(
                        "no NIC of this host is called " + rail + "; there are " + addresses());
            }
            return Nic.at(rail).address().getHostAddress();
        } catch (SocketException e) {
            throw new IllegalArgumentException("the NICs of this host cannot be listed: " + e.getMessage(), e);
        }
    }

    private static String firstAddress(NetworkInterface nic) {
        return nic.inetAddresses()
                .filter(address -> !address.isLinkLocalAddress())
                .min(Comparator.comparing(address -> address instanceof Inet6Address))
                .map(Nic::text)
                .orElseThrow(() -> new IllegalArgumentException("the NIC " + nic.getName() + " has no address"));
    }

    private static String addressIn(String network) throws SocketException {
        String[] parts = network.split("/", 2);
        try {
            byte[] prefix = InetAddress.getByName(parts[0]).getAddress();
            int bits = Integer.parseInt(parts[1]);
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> isIn(address.getAddress(), prefix, bits))
                    .findFirst()
                    .map(Nic::text)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no NIC of this host has an address in " + network + "; they have " + addressesOrNone()));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException(network + " is no network, expected such as 10.77.0.0/24", e);
        }
    }

    private static boolean isIn(byte[] address, byte[] prefix, int bits) {
        if (address.length != prefix.length || bits < 0 || bits > Byte.SIZE * prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((address[bit / Byte.SIZE] & mask) != (prefix[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static String addressesOrNone() {
        try {
            return addresses();
        } catch (SocketException e) {
            return "none that can be listed";
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

    boolean isIpv6() {
        return address instanceof Inet6Address;
    }
}
