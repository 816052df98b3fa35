package io.rondo.peer.run;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that keeps a peer's promises while the training thread computes: does each duty
 * every millisecond, and more often while there is work. */
final class Keeper implements AutoCloseable {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(1);
    /** While there is work, others wait for it: they exchange over a driver whose holder computes. */
    private static final long BUSY_PERIOD_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    /** A bounded bit of work that never blocks; says how much it was. */
    interface Duty {
        int run(long nowNs);
    }

    private final List<Duty> duties = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::keep, "keeper");
    private volatile boolean closed;

    Keeper() {
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    void add(Duty duty) {
        duties.add(duty);
    }

    /** The duty is not running when this returns, and does not run any more: what it uses may be closed. */
    void remove(Duty duty) {
        synchronized (duty) {
            duties.remove(duty);
        }
    }

    private void keep() {
        PromptThread.request();
        while (!closed) {
            long nowNs = System.nanoTime();
            int work = 0;
            for (Duty duty : duties) {
                work += run(duty, nowNs);
            }
            LockSupport.parkNanos(work > 0 ? BUSY_PERIOD_NS : PERIOD_NS);
        }
    }

    private int run(Duty duty, long nowNs) {
        synchronized (duty) {
            if (!duties.contains(duty)) {
                return 0; // removed since this round began
            }
            try {
                return duty.run(nowNs);
            } catch (RuntimeException e) {
                LOG.error("the keeper's duty failed and is given up: {}", e.toString());
                duties.remove(duty);
                return 0;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
