package io.rondo.allreduce.offload;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.collections.Hashing;

/**
 * Turns a socket address as the kernel writes it into Java's, the same object each time: a channel of Java's remembers the
 * last sender only and makes a new one whenever two of them take turns. Allocates on senders not seen before. One thread.
 */
final class SenderAddresses {
    /** Of the longer of the two forms, IPv6's. */
    static final int ADDRESS_BYTES = 28;

    private static final int INITIAL_SLOTS = 16;
    /** Half of it senders: with more, strangers perhaps, all are forgotten and learned anew. */
    private static final int MAX_SLOTS = 8192;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int PORT_AT = 2;
    private static final int IPV4_AT = 4;
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_AT = 8;
    private static final int IPV6_BYTES = 16;
    private static final int IPV6_SCOPE_AT = 24;

    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    // Open addressing: a sender is in the first free slot from its hash on. What tells senders apart fits three longs.
    private long[] ports = new long[INITIAL_SLOTS]; // family, port and, of IPv6, scope
    private long[] highs = new long[INITIAL_SLOTS];
    private long[] lows = new long[INITIAL_SLOTS];
    private InetSocketAddress[] addresses = new InetSocketAddress[INITIAL_SLOTS];
    private int count;

    /** @throws IOException when that is no address of IPv4 or IPv6 */
    InetSocketAddress at(MemorySegment raw) throws IOException {
        long port = Integer.toUnsignedLong(raw.get(INT, 0));
        long high;
        long low = 0;
        int family = family(raw);
        if (family == AF_INET) {
            high = raw.get(INT, IPV4_AT);
        } else if (family == AF_INET6) {
            port |= (long) raw.get(INT, IPV6_SCOPE_AT) << Integer.SIZE;
            high = raw.get(LONG, IPV6_AT);
            low = raw.get(LONG, IPV6_AT + Long.BYTES);
        } else {
            throw new SocketException("a datagram from an address of family " + family);
        }
        int slot = slot(port, high, low);
        InetSocketAddress known = addresses[slot];
        return known != null ? known : add(decode(raw), port, high, low);
    }

    int count() {
        return count;
    }

    /** The slot of a sender, or the free one where it would be. */
    private int slot(long port, long high, long low) {
        int mask = addresses.length - 1;
        int slot = Hashing.hash((port * 31 + high) * 31 + low, mask);
        while (addresses[slot] != null && (ports[slot] != port || highs[slot] != high || lows[slot] != low)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private InetSocketAddress add(InetSocketAddress address, long port, long high, long low) {
        if (count == addresses.length / 2) {
            grow();
        }
        put(address, port, high, low);
        return address;
    }

    private void put(InetSocketAddress address, long port, long high, long low) {
        int slot = slot(port, high, low);
        ports[slot] = port;
        highs[slot] = high;
        lows[slot] = low;
        addresses[slot] = address;
        count++;
    }

    private void grow() {
        count = 0;
        if (addresses.length == MAX_SLOTS) {
            Arrays.fill(addresses, null);
            return;
        }
        long[] oldPorts = ports;
        long[] oldHighs = highs;
        long[] oldLows = lows;
        InetSocketAddress[] oldAddresses = addresses;
        int slots = 2 * addresses.length;
        ports = new long[slots];
        highs = new long[slots];
        lows = new long[slots];
        addresses = new InetSocketAddress[slots];
        for (int i = 0; i < oldAddresses.length; i++) {
            if (oldAddresses[i] != null) {
                put(oldAddresses[i], oldPorts[i], oldHighs[i], oldLows[i]);
            }
        }
    }

    /** As Java does it: an IPv4 address inside an IPv6 one is an IPv4 address. */
    private static InetSocketAddress decode(MemorySegment raw) throws IOException {
        boolean ipv4 = family(raw) == AF_INET;
        byte[] bytes = new byte[ipv4 ? IPV4_BYTES : IPV6_BYTES];
        MemorySegment.copy(raw, ValueLayout.JAVA_BYTE, ipv4 ? IPV4_AT : IPV6_AT, bytes, 0, bytes.length);
        int scope = ipv4 ? 0 : raw.get(INT, IPV6_SCOPE_AT);
        InetAddress address =
                scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
        return new InetSocketAddress(address, Short.toUnsignedInt(raw.get(PORT, PORT_AT)));
    }

    private static int family(MemorySegment raw) {
        return Short.toUnsignedInt(raw.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0));
    }
}
