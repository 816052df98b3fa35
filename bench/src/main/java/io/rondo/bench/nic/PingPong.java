package io.rondo.bench.nic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/** Round trips of small datagrams, one at a time: an echo on one host, a clock on the other. */
final class PingPong implements Listener {
    private static final int LOOK_MS = 10;
    /** Far above any round trip between hosts of one job: what has not come by then is lost. */
    private static final int LOST_AFTER_MS = 100;
    /** Enough for a 99th percentile. */
    private static final int MOST = 1_000;

    private final DatagramChannel channel;
    private final Selector selector;
    private final long run;
    private final long deadlineNs;
    private volatile boolean isEnding;

    /** @param patienceNs after which it ends by itself */
    PingPong(InetSocketAddress own, long run, long patienceNs) throws IOException {
        this.run = run;
        deadlineNs = System.nanoTime() + patienceNs;
        channel = DatagramChannel.open().bind(own);
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
    }

    @Override
    public Flow receive() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(UdpStream.LARGEST_BYTES);
        long echoed = 0;
        while (!isEnding && System.nanoTime() - deadlineNs < 0) {
            SocketAddress from = channel.receive(buffer.clear());
            if (from == null) {
                selector.select(LOOK_MS);
                selector.selectedKeys().clear();
            } else if (buffer.flip().remaining() == UdpStream.HEADER_BYTES && buffer.getLong(0) == run) {
                channel.send(buffer, from);
                echoed++;
            }
        }
        return new Flow(0, 0, echoed, 0);
    }

    @Override
    public void end() {
        isEnding = true;
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }

    /** Round trips for so long. */
    static Message.Pinged ping(InetSocketAddress own, InetSocketAddress to, long run, long nanos) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open();
                Selector selector = Selector.open()) {
            channel.bind(new InetSocketAddress(own.getAddress(), 0)).connect(to);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            ByteBuffer buffer = ByteBuffer.allocateDirect(UdpStream.HEADER_BYTES);
            List<Long> times = new ArrayList<>();
            int lost = 0;
            long endNs = System.nanoTime() + nanos;
            for (long i = 0; times.size() < MOST && System.nanoTime() - endNs < 0; i++) {
                long beginNs = System.nanoTime();
                channel.write(buffer.clear().putLong(0, run).putLong(Long.BYTES, i));
                if (hasAnswer(channel, selector, buffer, i, beginNs)) {
                    times.add(System.nanoTime() - beginNs);
                } else {
                    lost++;
                }
            }
            return new Message.Pinged(times, lost);
        } catch (IOException e) {
            throw new IOException(Addresses.tried("UDP", own, to, e), e);
        }
    }

    private static boolean hasAnswer(
            DatagramChannel channel, Selector selector, ByteBuffer buffer, long number, long beginNs)
            throws IOException {
        long leftMs = LOST_AFTER_MS;
        while (leftMs > 0) {
            while (channel.read(buffer.clear()) > 0) {
                if (buffer.getLong(Long.BYTES) == number) {
                    return true;
                }
            }
            selector.select(leftMs);
            selector.selectedKeys().clear();
            leftMs = LOST_AFTER_MS - (System.nanoTime() - beginNs) / 1_000_000;
        }
        return false;
    }
}
