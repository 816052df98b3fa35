package io.rondo.allreduce;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How the exchange thread waits: it spins while each rank may have a core of its own, then yields and runs the driver,
 * then parks for moments; every few milliseconds it asks the watch whether to go on. Nothing waits any other way.
 */
final class Waiting {
    /** A neighbour on another core answers within this many looks (some 10 us), if it answers at once. */
    private static final int SPINS = 256;

    /** Some 50 ms, more than peers of one speed differ: a parked thread wakes 70 us late, and all others wait for it. */
    private static final int YIELDS_WITH_OWN_CORE = 100_000;

    private static final int YIELDS = 2_000;
    private static final int LOOKS_PER_DRIVER_CYCLE = 4;
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long WATCH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Ring ring;
    private final DataTransport transport;
    private final RingWatch watch;
    private final int spins;
    private final int yields;
    private final int looksPerDriverCycle;
    private int looks;
    private long sinceNs;
    private long watchedNs;

    /** @param needsDriver what is awaited comes through the driver, as over UDP, not straight from the other rank */
    Waiting(Ring ring, DataTransport transport, RingWatch watch, boolean needsDriver) {
        this.ring = ring;
        this.transport = transport;
        this.watch = watch;
        boolean hasOwnCore = ring.size() <= Runtime.getRuntime().availableProcessors();
        spins = hasOwnCore && !needsDriver ? SPINS : 0;
        looksPerDriverCycle = needsDriver ? 1 : LOOKS_PER_DRIVER_CYCLE;
        yields = hasOwnCore ? YIELDS_WITH_OWN_CORE : YIELDS;
    }

    /** Something arrived: the wait begins anew. */
    void reset() {
        looks = 0;
    }

    /**
     * Nothing arrived.
     *
     * @param rank that is awaited
     * @param hop for messages
     * @return true when it is time to see whether the rank's end of a link is still there
     * @throws RingBrokenException when the driver is lost or the watch ends the wait
     */
    boolean idle(int rank, int hop) {
        int look = looks++;
        if (look < spins) {
            Thread.onSpinWait();
            return false;
        }
        if (look % looksPerDriverCycle == 0) {
            transport.doWork();
        }
        if (look - spins < yields) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PARK_NS);
        }
        long nowNs = System.nanoTime();
        if (look == spins) {
            sinceNs = nowNs;
            watchedNs = nowNs;
        }
        if (nowNs - watchedNs < WATCH_INTERVAL_NS) {
            return false;
        }
        watchedNs = nowNs;
        if (transport.failure() != null) {
            throw driverLost(ring, rank, hop, transport.failure());
        }
        watch.onWaiting(ring, rank, hop, waitedNs());
        return true;
    }

    /** Since something arrived, or the wait began. */
    long waitedNs() {
        return looks <= spins ? 0 : System.nanoTime() - sinceNs;
    }

    RingBrokenException left(int rank, int hop) {
        return new RingBrokenException("peer left: peer=" + ring.peerAt(rank) + " generation=" + ring.generation()
                + " hop=" + hop + " waitedMs=" + TimeUnit.NANOSECONDS.toMillis(waitedNs()));
    }

    static RingBrokenException driverLost(Ring ring, int awaitedRank, int hop, Throwable cause) {
        return new RingBrokenException(
                "data driver lost while waiting for peer=" + ring.peerAt(awaitedRank) + ": generation="
                        + ring.generation() + " hop=" + hop + " cause=" + cause.getMessage(),
                cause);
    }
}
