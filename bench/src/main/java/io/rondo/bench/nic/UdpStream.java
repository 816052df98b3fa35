package io.rondo.bench.nic;

import io.rondo.allreduce.UdpSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Numbered datagrams, one a system call. Unpaced, the sender's socket slows it down to the rate of the NIC. Each carries its
 * run and its number, so that strays of an earlier run do not count.
 */
final class UdpStream implements Listener {
    static final int HEADER_BYTES = 2 * Long.BYTES;
    static final int LARGEST_BYTES = 65_507;

    /** Of a run: token buckets hand out more for a beginning. */
    private static final double WARM_UP_SHARE = 0.25;

    private static final int IPV4_HEADERS_BYTES = 20 + 8;
    private static final int IPV6_HEADERS_BYTES = 40 + 8;

    /** Fills up before the NIC's queue does, so that nothing is dropped at home. */
    private static final int SEND_BUFFER_BYTES = 512 * 1024;
    /** As much as the kernel grants: a receiver may lose its core for some milliseconds. */
    private static final int RECEIVE_BUFFER_BYTES = 4 * 1024 * 1024;
    /** Nothing for so long after the sender's end: there is nothing more to come. */
    private static final int QUIET_MS = 50;

    private static final int LOOK_MS = 10;
    private static final double BYTES_PER_NS_PER_MBPS = 1e6 / 8 / 1e9;
    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);
    /** A sender that lost its core for longer does not make up for it: that would be a burst. */
    private static final long MOST_BEHIND_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final DatagramChannel channel;
    private final Selector selector;
    private final long run;
    private final long warmUpNs;
    private final long deadlineNs;
    private volatile boolean isEnding;

    /**
     * @param nanos how long a run is
     * @param patienceNs after which it ends by itself
     */
    UdpStream(InetSocketAddress own, long run, long nanos, long patienceNs) throws IOException {
        this.run = run;
        warmUpNs = (long) (WARM_UP_SHARE * nanos);
        deadlineNs = System.nanoTime() + patienceNs;
        channel = DatagramChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_BYTES);
            channel.bind(own);
            channel.configureBlocking(false);
            selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot listen on UDP " + Addresses.text(own) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Flow receive() throws IOException {
        long droppedBefore = SocketDrops.read();
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_BYTES);
        long datagrams = 0;
        long bytes = 0;
        long firstNs = 0;
        long beginNs = 0; // of what counts for the rate
        long lastNs = 0;
        int quietMs = 0;
        while (quietMs < QUIET_MS && System.nanoTime() - deadlineNs < 0) {
            long before = datagrams;
            while (channel.receive(buffer.clear()) != null) {
                if (buffer.flip().remaining() < HEADER_BYTES || buffer.getLong(0) != run) {
                    continue;
                }
                lastNs = System.nanoTime();
                if (datagrams++ == 0) {
                    firstNs = lastNs;
                }
                if (beginNs != 0) {
                    bytes += buffer.remaining();
                } else if (lastNs - firstNs >= warmUpNs) {
                    beginNs = lastNs;
                }
            }
            quietMs = datagrams == before && isEnding ? quietMs + LOOK_MS : 0;
            selector.select(LOOK_MS);
            selector.selectedKeys().clear();
        }
        return new Flow(bytes, beginNs == 0 ? 0 : lastNs - beginNs, datagrams, SocketDrops.read() - droppedBefore);
    }

    @Override
    public void end() {
        isEnding = true;
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    /** The payload that travels in one packet between two ends, as far as they and the config know. */
    static int lengthBytes(Site.Rail from, Site.Rail to, int configuredMtuBytes) {
        int mtuBytes = Math.min(from.mtuBytes(), to.mtuBytes());
        if (configuredMtuBytes != UdpSettings.FOUND_OUT) {
            mtuBytes = Math.min(mtuBytes, configuredMtuBytes);
        }
        boolean isIpv6 = from.address().indexOf(':') >= 0;
        return Math.min(LARGEST_BYTES, mtuBytes - (isIpv6 ? IPV6_HEADERS_BYTES : IPV4_HEADERS_BYTES));
    }

    /**
     * Sends for so long.
     *
     * @param lengthBytes of a datagram's payload
     * @param paceMbps 0: as fast as the socket takes it
     * @return how many datagrams
     */
    static long send(
            InetSocketAddress own, InetSocketAddress to, int lengthBytes, long run, long nanos, double paceMbps)
            throws IOException {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_BYTES);
            channel.bind(new InetSocketAddress(own.getAddress(), 0)).connect(to);
            ByteBuffer datagram = ByteBuffer.allocateDirect(lengthBytes).putLong(0, run);
            return send(channel, datagram, nanos, paceMbps * BYTES_PER_NS_PER_MBPS);
        } catch (IOException e) {
            throw new IOException(Addresses.tried("UDP", own, to, e), e);
        }
    }

    private static long send(DatagramChannel channel, ByteBuffer datagram, long nanos, double bytesPerNs)
            throws IOException {
        double gapNs = bytesPerNs == 0 ? 0 : datagram.capacity() / bytesPerNs;
        long beginNs = System.nanoTime();
        double dueNs = beginNs;
        long sent = 0;
        for (long nowNs = beginNs; nowNs - beginNs < nanos; nowNs = System.nanoTime()) {
            if (nowNs - dueNs < 0) {
                LockSupport.parkNanos(PAUSE_NS);
                continue;
            }
            channel.write(datagram.putLong(Long.BYTES, sent++).clear());
            dueNs = Math.max(dueNs + gapNs, nowNs - MOST_BEHIND_NS);
        }
        return sent;
    }
}
