package io.rondo.bench.layers;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What a step is timed with: elapsed time, or on a machine that others use too, the thread's own processor time. */
public enum StepClock {
    WALL,
    CPU;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    long nowNs() {
        return this == WALL ? System.nanoTime() : THREADS.getCurrentThreadCpuTime();
    }
}
