package io.rondo.peer.train;

import java.util.concurrent.TimeUnit;

/** How step after step becomes faster while the JIT compiles them, in several goes, and when it is through with that. */
public final class WarmUp {
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(10);
    /** The JIT is through when none of so many steps was faster by a tenth than all before. */
    private static final int NO_FASTER_STEPS = 20;

    private static final double FASTER = 0.9;

    private long beginNs;
    private long lastNs;
    private long fastestNs = Long.MAX_VALUE;
    private int steps;
    private int since; // the last one that was markedly faster than all before

    /** Before the first step and after each one. The first is not counted: it loads classes and libraries, seconds on busy cores. */
    public boolean mayQuicken(long nowNs) {
        long ns = nowNs - lastNs;
        lastNs = nowNs;
        steps++;
        if (steps <= 2) {
            beginNs = nowNs;
            return true;
        }
        since++;
        if (ns < FASTER * fastestNs) {
            fastestNs = ns;
            since = 0;
        }
        return since < NO_FASTER_STEPS && nowNs - beginNs < MOST_NS;
    }

    /** Steps so far. */
    public int steps() {
        return steps - 1;
    }

    public double fastestMs() {
        return fastestNs / (double) TimeUnit.MILLISECONDS.toNanos(1);
    }
}
