package io.rondo.peer.launch;

import io.rondo.membership.MembershipServer;
import io.rondo.membership.View;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.run.MembershipHost;
import io.rondo.peer.run.PromptThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The run's membership service on a thread of the launcher, which no peer's death takes along. */
final class ServiceThread implements AutoCloseable {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final MembershipServer server;
    private final Thread thread = new Thread(this::serve, "membership");
    private volatile boolean isClosed;

    private ServiceThread(MembershipServer server) {
        this.server = server;
    }

    static ServiceThread start(RondoConfig config) {
        ServiceThread service = new ServiceThread(MembershipHost.open(config));
        service.thread.setDaemon(true);
        service.thread.setPriority(Thread.MAX_PRIORITY);
        service.thread.start();
        return service;
    }

    View view() {
        return server.view();
    }

    private void serve() {
        PromptThread.request();
        while (!isClosed) {
            server.doWork(System.nanoTime());
            LockSupport.parkNanos(PERIOD_NS);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
    }
}
