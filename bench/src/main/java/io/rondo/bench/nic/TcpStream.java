package io.rondo.bench.nic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** One TCP connection, as fast as the kernel makes it: its own segmentation offload, buffers and congestion control. */
final class TcpStream implements Listener {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final int CONNECT_MS = 3_000;
    /** A sender connects at once, or has told why it cannot. */
    private static final int ACCEPT_MS = 10_000;
    /** Of a run: slow start, and what token buckets hand out for a beginning. */
    private static final double WARM_UP_SHARE = 0.25;
    /** The receiver stops the clock: the sender goes on until it hangs up, and so long at most. */
    private static final long GRACE_NS = TimeUnit.SECONDS.toNanos(2);

    private final ServerSocketChannel server;
    private final long nanos;
    private volatile SocketChannel connection;

    /** @param nanos how long a run is */
    TcpStream(InetSocketAddress own, long nanos) throws IOException {
        this.nanos = nanos;
        server = ServerSocketChannel.open();
        try {
            server.bind(own, 1);
        } catch (IOException e) {
            server.close();
            throw new IOException("cannot listen on TCP " + Addresses.text(own) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public Flow receive() throws IOException {
        server.socket().setSoTimeout(ACCEPT_MS);
        Socket socket = server.socket().accept();
        try (SocketChannel from = socket.getChannel()) {
            connection = from;
            return receive(from);
        }
    }

    private Flow receive(SocketChannel from) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long firstNs = 0;
        long beginNs = 0; // of what counts
        long nowNs = 0;
        long bytes = 0;
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer.clear())) {
            nowNs = System.nanoTime();
            if (firstNs == 0) {
                firstNs = nowNs;
            }
            if (beginNs != 0) {
                bytes += read;
            } else if (nowNs - firstNs >= WARM_UP_SHARE * nanos) {
                beginNs = nowNs;
            }
            if (nowNs - firstNs >= nanos) {
                break;
            }
        }
        return new Flow(bytes, beginNs == 0 ? 0 : nowNs - beginNs, 0, 0);
    }

    @Override
    public void end() {
        if (connection == null) { // the sender could not connect: it will not come any more
            try {
                server.close();
            } catch (IOException e) {
                return; // then accept ends by its deadline
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (connection != null) {
            connection.close();
        }
    }

    /** Sends until the receiver has had enough; what is still in the socket is thrown away. */
    static void send(InetSocketAddress own, InetSocketAddress to, long nanos) throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            channel.bind(new InetSocketAddress(own.getAddress(), 0));
            try {
                channel.socket().connect(to, CONNECT_MS);
            } catch (IOException e) {
                throw new IOException(Addresses.tried("TCP", own, to, e), e);
            }
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            write(channel, System.nanoTime() + nanos + GRACE_NS);
        }
    }

    private static void write(SocketChannel channel, long deadlineNs) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long sent = 0;
        try {
            while (System.nanoTime() - deadlineNs < 0) {
                sent += channel.write(buffer.clear());
            }
        } catch (IOException e) {
            if (sent == 0) {
                throw e;
            } // else the receiver has hung up: its time is over
        }
    }
}
