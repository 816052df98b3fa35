package io.rondo.peer.train;

import io.rondo.peer.config.Slowdown;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Makes this peer as slow as the config says, for tests and demonstrations. Training thread only. */
final class Straggler {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Slowdown> slowdowns;
    private final int id;
    private long beginCpuNs;

    Straggler(List<Slowdown> slowdowns, int id) {
        this.slowdowns = slowdowns.stream().filter(each -> each.peer() == id).toList();
        this.id = id;
    }

    /** The step's own work begins. */
    void begin() {
        if (!slowdowns.isEmpty()) {
            beginCpuNs = THREADS.getCurrentThreadCpuTime();
        }
    }

    /** It is done: sleeps as long as it should have taken longer. */
    void end(long step) {
        if (slowdowns.isEmpty()) {
            return;
        }
        long cpuNs = THREADS.getCurrentThreadCpuTime() - beginCpuNs;
        long pauseNs = slowdowns.stream()
                .mapToLong(each -> each.pauseNs(id, step, cpuNs))
                .sum();
        long untilNs = System.nanoTime() + pauseNs;
        for (long leftNs = pauseNs; leftNs > 0; leftNs = untilNs - System.nanoTime()) {
            LockSupport.parkNanos(leftNs);
        }
    }
}
