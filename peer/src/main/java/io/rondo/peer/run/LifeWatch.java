package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.membership.Membership;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a wait on the ring when a member is dead or the view has changed, and shows it when a member is merely slow: silence
 * is bounded by the recovery budget, slowness by the step time-out. A silent member is accused, so that a view without it
 * comes.
 */
public final class LifeWatch implements RingWatch {
    private static final Logger LOG = LoggerFactory.getLogger(LifeWatch.class);
    private static final long SHOW_EVERY_NS = TimeUnit.SECONDS.toNanos(10);
    /** A leaving peer has sent all it had to send: what is still under way arrives well within this. */
    private static final long LEAVING_GRACE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final SignsOfLife signs;
    private final Membership membership;
    private final Pace pace;
    private final long stepTimeoutNs;
    private final Additions additions;
    private long step;
    private long shownNs;
    private volatile Ring closing;

    /** Says when a view that only adds members ends the ring before it. */
    @FunctionalInterface
    public interface Additions {
        /** @return whether the ring of this generation is used on for now, though this newer view has come */
        boolean areToCome(int generation, View newest);
    }

    /** Every new view ends the ring before it at once. */
    public LifeWatch(SignsOfLife signs, Membership membership, Pace pace, long stepTimeoutNs) {
        this(signs, membership, pace, stepTimeoutNs, (generation, newest) -> false);
    }

    public LifeWatch(SignsOfLife signs, Membership membership, Pace pace, long stepTimeoutNs, Additions additions) {
        this.additions = additions;
        this.signs = signs;
        this.membership = membership;
        this.pace = pace;
        this.stepTimeoutNs = stepTimeoutNs;
    }

    /** The step that is being exchanged from now on. */
    public void onStep(long newStep) {
        step = newStep;
    }

    /** Ends a wait on this ring that is under way on another thread, and all to come. */
    public void onClosing(Ring ring) {
        closing = ring;
    }

    @Override
    public void onWaiting(Ring ring, int rank, int hop, long waitedNs) {
        if (closing != null && closing.generation() == ring.generation()) {
            throw new RingBrokenException("this peer closes the ring while it waits: peer=" + ring.peerAt(rank)
                    + " generation=" + ring.generation() + " hop=" + hop + " waitedMs=" + milliseconds(waitedNs));
        }
        View newest = membership.view();
        if (newest != null
                && newest.generation() > ring.generation()
                && !additions.areToCome(ring.generation(), newest)) {
            throw new RingBrokenException("the view has changed: generation=" + ring.generation() + " newest="
                    + newest.generation() + " members=" + newest.ids() + " hop=" + hop);
        }
        long nowNs = pace.nowNs();
        List<Integer> members = ring.peers();
        int silent = signs.silent(members, nowNs);
        if (silent >= 0) {
            membership.accuse(ring.generation(), silent);
            throw broken("peer silent", ring, silent, hop, signs.silentNs(silent, nowNs));
        }
        int leaving = signs.leaving(members);
        if (leaving >= 0 && waitedNs > LEAVING_GRACE_NS) {
            throw broken("peer left", ring, leaving, hop, waitedNs);
        }
        if (waitedNs > stepTimeoutNs) {
            List<Integer> slow = signs.slow(members, step);
            slow.forEach(id -> membership.accuse(ring.generation(), id));
            throw new RingBrokenException("step timed out (training.stepTimeout): waited for "
                    + slowPeers(ring, rank, slow) + " generation=" + ring.generation() + " hop=" + hop + " waitedMs="
                    + milliseconds(waitedNs));
        }
        if (waitedNs < SHOW_EVERY_NS) {
            shownNs = 0;
        } else if (waitedNs - shownNs >= SHOW_EVERY_NS) {
            shownNs = waitedNs;
            LOG.info(
                    "waiting for {} step={} seconds={}",
                    slowPeers(ring, rank, signs.slow(members, step)),
                    step,
                    TimeUnit.NANOSECONDS.toSeconds(waitedNs));
        }
    }

    private static RingBrokenException broken(String what, Ring ring, int peer, int hop, long ns) {
        return new RingBrokenException(what + ": peer=" + peer + " generation=" + ring.generation() + " hop=" + hop
                + " silentMs=" + milliseconds(ns));
    }

    private static String slowPeers(Ring ring, int rank, List<Integer> slow) {
        return slow.isEmpty()
                ? "peer=" + ring.peerAt(rank)
                : slow.stream().map(id -> "peer=" + id).collect(Collectors.joining(" "));
    }

    private static long milliseconds(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(ns);
    }
}
