package io.rondo.membership;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * Opens a connection without blocking, to one address after the other; one that is refused is tried again soon. Keeper
 * thread only.
 */
final class Dialer implements AutoCloseable {
    private static final long RETRY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private final List<InetSocketAddress> addresses;
    private final long patienceNs;
    private int next;
    private SocketChannel pending;
    private boolean hasTried;
    private long triedNs;

    /** @param patienceNs how long one attempt may go without an answer */
    Dialer(List<InetSocketAddress> addresses, long patienceNs) {
        this.addresses = List.copyOf(addresses);
        this.patienceNs = patienceNs;
    }

    /** The connection once it stands, else null. */
    Connection poll(long nowNs) {
        try {
            if (pending == null) {
                if (hasTried && nowNs - triedNs < RETRY_INTERVAL_NS / addresses.size()) {
                    return null;
                }
                hasTried = true;
                triedNs = nowNs;
                pending = SocketChannel.open();
                pending.configureBlocking(false);
                pending.connect(addresses.get(next++ % addresses.size()));
            }
            if (pending.finishConnect()) {
                Connection connection = new Connection(pending);
                pending = null;
                return connection;
            }
            if (nowNs - triedNs > patienceNs) {
                close();
            }
        } catch (IOException e) {
            close(); // nobody there yet, or no longer
        }
        return null;
    }

    @Override
    public void close() {
        CloseHelper.quietClose(pending);
        pending = null;
    }
}
