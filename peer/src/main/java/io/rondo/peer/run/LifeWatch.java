package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.membership.SignsOfLife;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a wait on the ring when a member is dead, and shows it when a member is merely slow: silence is bounded by the
 * recovery budget, slowness by the step time-out.
 */
final class LifeWatch implements RingWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LifeWatch.class);
    private static final long SHOW_EVERY_NS = TimeUnit.SECONDS.toNanos(10);
    /** A leaving peer has sent all it had to send: what is still under way arrives well within this. */
    private static final long LEAVING_GRACE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final SignsOfLife signs;
    private final long stepTimeoutNs;
    private long step;
    private long shownNs;
    private volatile boolean closing;

    LifeWatch(SignsOfLife signs, long stepTimeoutNs) {
        this.signs = signs;
        this.stepTimeoutNs = stepTimeoutNs;
    }

    /** The step that is being exchanged from now on. */
    void onStep(long newStep) {
        step = newStep;
    }

    /** Ends a wait that is under way on another thread, and all to come. */
    void onClosing() {
        closing = true;
    }

    @Override
    public void onWaiting(Ring ring, int rank, int hop, long waitedNs) {
        if (closing) {
            throw new RingBrokenException("this peer closes the ring while it waits: peer=" + ring.peerAt(rank)
                    + " generation=" + ring.generation() + " hop=" + hop + " waitedMs=" + milliseconds(waitedNs));
        }
        long nowNs = System.nanoTime();
        int silent = signs.silent(nowNs);
        if (silent >= 0) {
            throw broken("peer silent", ring, silent, hop, signs.silentNs(silent, nowNs));
        }
        int leaving = signs.leaving();
        if (leaving >= 0 && waitedNs > LEAVING_GRACE_NS) {
            throw broken("peer left", ring, leaving, hop, waitedNs);
        }
        if (waitedNs > stepTimeoutNs) {
            throw new RingBrokenException("step timed out (training.stepTimeout): waited for " + slowPeers(ring, rank)
                    + " generation=" + ring.generation() + " hop=" + hop + " waitedMs=" + milliseconds(waitedNs));
        }
        if (waitedNs < SHOW_EVERY_NS) {
            shownNs = 0;
        } else if (waitedNs - shownNs >= SHOW_EVERY_NS) {
            shownNs = waitedNs;
            LOG.info(
                    "waiting for {} step={} seconds={}",
                    slowPeers(ring, rank),
                    step,
                    TimeUnit.NANOSECONDS.toSeconds(waitedNs));
        }
    }

    private RingBrokenException broken(String what, Ring ring, int rank, int hop, long ns) {
        return new RingBrokenException(what + ": peer=" + ring.peerAt(rank) + " generation=" + ring.generation()
                + " hop=" + hop + " silentMs=" + milliseconds(ns));
    }

    private String slowPeers(Ring ring, int rank) {
        List<Integer> slow = signs.slow(step);
        return slow.isEmpty()
                ? "peer=" + ring.peerAt(rank)
                : slow.stream().map(id -> "peer=" + id).collect(Collectors.joining(" "));
    }

    private static long milliseconds(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }
}
