package io.rondo.peer.train;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A number that one thread raises and another one awaits. What the first wrote before raising it the other sees after
 * waiting. The wait spins and yields, then parks until it is told; nothing is allocated, no interrupt is needed.
 */
final class SharedCount {
    /** Higher than any count: there will be no other. */
    static final long END = Long.MAX_VALUE;

    private static final int SPINS = 256;
    /** Some 50 ms: a parked thread wakes 70 us late. */
    private static final int YIELDS_WITH_OWN_CORE = 100_000;

    /** A few us: somebody needs this core, perhaps the thread that is awaited. */
    private static final int YIELDS = 20;
    /** The other thread wakes a parked one: this is for a wake-up that went to something else. */
    private static final long PARK_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int spins;
    private final int yields;
    private volatile long count;
    private volatile Thread parked;

    /** @param hasOwnCore whether the waiting thread takes nothing from others when it looks again and again */
    SharedCount(boolean hasOwnCore) {
        spins = hasOwnCore ? SPINS : 0;
        yields = hasOwnCore ? YIELDS_WITH_OWN_CORE : YIELDS;
    }

    /** One thread at a time; never lowers it. */
    void raise(long to) {
        count = to;
        Thread waiting = parked;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    /** Waits until the count is above {@code known}, for as long as the other thread takes; returns the count. */
    long awaitAbove(long known) {
        for (int look = 0; count <= known; look++) {
            pause(look, known);
        }
        return count;
    }

    /** Waits for the {@link #END}; false when it has not come within so many nanoseconds. */
    boolean awaitEnd(long timeoutNs) {
        long beginNs = System.nanoTime();
        for (int look = 0; count != END; look++) {
            if (System.nanoTime() - beginNs > timeoutNs) {
                return false;
            }
            pause(look, END - 1);
        }
        return true;
    }

    private void pause(int look, long known) {
        if (look < spins) {
            Thread.onSpinWait();
        } else if (look < spins + yields) {
            Thread.yield();
        } else {
            parked = Thread.currentThread();
            if (count <= known) { // looked at once more after `parked` was seen to be set: no wake-up is missed
                LockSupport.parkNanos(this, PARK_NS);
            }
            parked = null;
        }
    }
}
