package io.rondo.membership;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * A peer in a view.
 *
 * @param id the configured id, unique in the job
 * @param host name or address where its control endpoint listens
 * @param port UDP port of its control endpoint
 * @param incarnation tells this process from earlier ones of the same id; later ones have higher numbers, 0 where it
 *     does not matter
 */
public record Member(int id, String host, int port, long incarnation) {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    public Member(int id, String host, int port) {
        this(id, host, port, 0);
    }

    /** The same place, taken by this incarnation. */
    Member as(long incarnation) {
        return new Member(id, host, port, incarnation);
    }

    /**
     * The host's IP address.
     *
     * @throws IllegalArgumentException when its name is not known here
     */
    String address() {
        try {
            return InetAddress.getByName(host).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host " + host + " of peer " + id + " is not known here", e);
        }
    }

    /** {@code address:port} as Aeron writes endpoints; IPv6 addresses in brackets. */
    public static String endpoint(String address, int port) {
        return (address.indexOf(':') >= 0 ? '[' + address + ']' : address) + ':' + port;
    }

    /** A literal address in 16 bytes: IPv6, or IPv4 mapped to it. */
    static byte[] bytesOf(String address) {
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            if (bytes.length == IPV6_BYTES) {
                return bytes;
            }
            byte[] mapped = new byte[IPV6_BYTES];
            mapped[10] = (byte) 0xff;
            mapped[11] = (byte) 0xff;
            System.arraycopy(bytes, 0, mapped, IPV6_BYTES - IPV4_BYTES, IPV4_BYTES);
            return mapped;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + address, e);
        }
    }

    /** The address in 16 bytes. */
    static String addressOf(byte[] bytes, int offset, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, offset, offset + length))
                    .getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 16 bytes", e);
        }
    }
}
