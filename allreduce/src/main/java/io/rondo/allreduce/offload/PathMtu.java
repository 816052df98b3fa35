package io.rondo.allreduce.offload;

import io.aeron.protocol.HeaderFlyweight;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds out how large an IP packet a path takes (RFC 1191, RFC 8201): sends some that must not be cut, and asks the kernel
 * what the routers on the way have said. A router that says nothing, or a switch that drops, is not found out. Linux only;
 * any thread.
 */
public final class PathMtu {
    private static final int DO_NOT_FRAGMENT = 2;
    private static final int IPV4_HEADERS_BYTES = 20 + 8;
    private static final int IPV6_HEADERS_BYTES = 40 + 8;
    /** Narrower links one after the other, or a probe lost. */
    private static final int PROBES = 4;
    /** For a router to answer; on a longer path later probes hear of earlier ones. */
    private static final long ANSWER_NS = TimeUnit.MILLISECONDS.toNanos(3);

    private PathMtu() {}

    /**
     * What the path takes as far as it says so within some milliseconds. The peer's Aeron driver, if there is one already,
     * ignores the probes.
     *
     * @param wantedBytes the largest that is of interest, IP header included
     * @return {@code wantedBytes} or less
     * @throws IOException when there is no route to the peer, or no way to ask
     */
    public static int towards(InetAddress from, InetSocketAddress peer, int wantedBytes) throws IOException {
        boolean ipv4 = peer.getAddress() instanceof Inet4Address;
        try (DatagramChannel channel =
                DatagramChannel.open(ipv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            channel.bind(new InetSocketAddress(from, 0));
            channel.connect(peer);
            channel.configureBlocking(false);
            UdpSocket socket = new UdpSocket(channel);
            socket.set(ipv4 ? UdpSocket.Option.IPV4_MTU_DISCOVER : UdpSocket.Option.IPV6_MTU_DISCOVER, DO_NOT_FRAGMENT);
            int headersBytes = ipv4 ? IPV4_HEADERS_BYTES : IPV6_HEADERS_BYTES;
            int mtuBytes = wantedBytes;
            for (int i = 0; i < PROBES; i++) {
                send(channel, mtuBytes - headersBytes);
                LockSupport.parkNanos(ANSWER_NS);
                mtuBytes = Math.min(
                        mtuBytes, socket.get(ipv4 ? UdpSocket.Option.IPV4_PATH_MTU : UdpSocket.Option.IPV6_PATH_MTU));
            }
            return mtuBytes;
        }
    }

    /** A NAK: Aeron's receivers take it for valid, and it does not concern them. */
    private static void send(DatagramChannel channel, int lengthBytes) {
        ByteBuffer probe = ByteBuffer.allocate(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
        probe.putInt(HeaderFlyweight.FRAME_LENGTH_FIELD_OFFSET, lengthBytes);
        probe.putShort(HeaderFlyweight.TYPE_FIELD_OFFSET, (short) HeaderFlyweight.HDR_TYPE_NAK);
        try {
            channel.write(probe);
        } catch (IOException expected) {
            // Too long, or nobody listens there yet: the next look at the path's MTU tells.
        }
    }
}
