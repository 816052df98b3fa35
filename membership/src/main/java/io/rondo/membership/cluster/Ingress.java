package io.rondo.membership.cluster;

import io.aeron.Aeron;
import io.aeron.cluster.client.AeronCluster;
import io.aeron.exceptions.AeronException;
import io.aeron.security.CredentialsSupplier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;

/**
 * The way of the node that leads into its own log: a cluster client over IPC, opened anew whenever it closes. Never blocks.
 * One thread.
 */
final class Ingress implements LogWriter {
    static final long SESSION_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long KEEP_ALIVE_NS = SESSION_TIMEOUT_NS / 5;
    private static final long RETRY_NS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long ANSWER_NS = TimeUnit.SECONDS.toNanos(1);
    private static final String CHANNEL = "aeron:ipc?term-length=64k";

    private final Aeron aeron;
    private final CredentialsSupplier credentials;
    private final Consumer<String> remarks;
    private AeronCluster.AsyncConnect connecting;
    private AeronCluster client;
    private boolean hasTried;
    private long triedNs;
    private long signNs;

    /**
     * @param aeron with an invoker that the caller runs, of the driver that the node's consensus module uses
     * @param remarks told why it did not open
     */
    Ingress(Aeron aeron, CredentialsSupplier credentials, Consumer<String> remarks) {
        this.remarks = remarks;
        this.aeron = aeron;
        this.credentials = credentials;
    }

    @Override
    public int poll(long nowNs) {
        if (client != null && client.isClosed()) {
            close();
        }
        if (client == null) {
            return connect(nowNs);
        }
        if (nowNs - signNs > KEEP_ALIVE_NS && client.sendKeepAlive()) {
            signNs = nowNs;
        }
        return client.pollEgress();
    }

    private int connect(long nowNs) {
        try {
            if (connecting == null) {
                if (hasTried && nowNs - triedNs < RETRY_NS) {
                    return 0;
                }
                hasTried = true;
                triedNs = nowNs;
                connecting = AeronCluster.asyncConnect(context());
            }
            client = connecting.poll();
            if (client != null) {
                connecting = null;
                signNs = nowNs;
                return 1;
            }
        } catch (AeronException e) { // no leader any more, or no answer in time: once more, if this node still leads
            remarks.accept("the way into the log did not open: " + e.getMessage());
            close();
        }
        return 0;
    }

    private AeronCluster.Context context() {
        return new AeronCluster.Context()
                .aeron(aeron)
                .ownsAeronClient(false)
                .ingressChannel(CHANNEL)
                .egressChannel(CHANNEL)
                .messageTimeoutNs(ANSWER_NS)
                .newLeaderTimeoutNs(ANSWER_NS)
                .credentialsSupplier(credentials);
    }

    @Override
    public boolean offer(DirectBuffer message, int lengthBytes) {
        return client != null && client.offer(message, 0, lengthBytes) > 0;
    }

    @Override
    public void close() {
        CloseHelper.quietCloseAll(client, connecting);
        client = null;
        connecting = null;
    }
}
