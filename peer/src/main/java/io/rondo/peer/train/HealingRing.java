package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.peer.RondoException;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rings of a run, one after the other. When one breaks, within an exchange or between two, the next call notices and
 * goes on in the ring of the next view, with the same exchange. Training thread only.
 *
 * <pre>
 *   exchange k ── broken ── ring of the next view ── {@link Meeting} ─┬─ behind: {@link CatchUp}, the others' result of k
 *                    ▲              │ broken                          ├─ newcomers there, k a reduce: {@link StateTransfer}
 *                    └──────────────┘                                 └─ else, and after the transfer: exchange k again
 * </pre>
 *
 * A ring is <b>settled</b> when all its members have the run's state. Until then they meet before each exchange, so that
 * newcomers know what comes: they have nothing to say in a gathering, and get the state before a reduce.
 */
final class HealingRing {
    private static final Logger LOG = LoggerFactory.getLogger(HealingRing.class);

    private final RingSupply supply;
    private final BucketPlan plan;
    private final StepWatch watch;
    private final RunState state;
    /** Contributors by generation, for the exchange that is not committed yet. */
    private final Map<Integer, List<Integer>> ringsTried = new HashMap<>();

    private OpenRing now; // null before the first
    /** Has the last committed gradients: an earlier ring's target while a new one catches up. */
    private Target lastReduced;

    private RingBrokenException broken; // why the ring of now is of no use any more
    private long brokenNs;
    private Tenure tenure = Tenure.NONE;
    private boolean isSettled;
    private List<Integer> contributors = List.of(); // of a gathering in this ring
    private long committed;
    private Committed last = Committed.NOTHING;

    HealingRing(RingSupply supply, BucketPlan plan, StepWatch watch, RunState state) {
        this.supply = supply;
        this.plan = plan;
        this.watch = watch;
        this.state = state;
    }

    OpenRing now() {
        return now;
    }

    boolean isSettled() {
        return isSettled;
    }

    /** Ids of those who have something to say in a gathering. */
    List<Integer> contributors() {
        return contributors;
    }

    /**
     * Takes a place in the run: at its beginning, or after the others have given their state.
     *
     * @return whether it begins
     */
    boolean enter() {
        close();
        tenure = tenure.over();
        ringsTried.clear();
        boolean begins = false;
        while (tenure.isNewcomer()) {
            try {
                open();
                Meeting meeting = meet(Meeting.PLACE);
                if (meeting.isRunLost()) {
                    throw new RondoException(
                            "others went on without this peer, and they are gone: this peer's state is not"
                                    + " the run's any more, start again with --resume");
                }
                if (meeting.isBeginning()) {
                    supply.requireEnough(ring().ring(), true);
                    begins = true;
                    settled();
                } else {
                    takePlace(meeting);
                }
                brokenNs = 0; // nothing of this peer was under way
            } catch (RingBrokenException e) {
                onBroken(e);
            }
        }
        return begins;
    }

    private void settled() {
        tenure = tenure.placed(now.generation());
        isSettled = true;
        contributors = ring().ring().peers();
        keepTargetOfNow();
    }

    private void takePlace(Meeting meeting) {
        if (meeting.isPlaced()) { // no member is left: what this one has counts again
            tenure = tenure.placed(now.generation());
        } else if (meeting.isAnyBehind()) {
            CatchUp.with(ring(), meeting, 0, last, now.result(), now.wholeResult(), ringsTried);
        } else if (meeting.wanted() == Meeting.END) {
            throw new RondoException("the run was over when this peer joined it");
        } else if (meeting.wanted() == Meeting.REDUCE) {
            transfer(meeting);
        } else if (meeting.wanted() > 0) {
            ring().allGather(new long[meeting.wanted()]);
        }
    }

    /**
     * Until it is committed: tried, tried again on the next ring, or received from a peer that has it.
     *
     * @param wanted {@link Meeting#REDUCE}, or how many values of each peer are gathered
     */
    Committed exchange(int wanted, Supplier<Committed> first, Supplier<Committed> again) {
        Supplier<Committed> attempt = first;
        while (true) {
            try {
                Committed missed = settle(wanted);
                if (missed != null) {
                    return commit(missed);
                }
                supply.requireEnough(ring().ring(), false);
                ringsTried.put(now.generation(), contributors);
                return commit(attempt.get());
            } catch (RingBrokenException e) {
                onBroken(e);
                attempt = again;
            }
        }
    }

    /** Returns what this peer has missed; null when all are where this peer is. */
    private Committed settle(int wanted) {
        open();
        while (!isSettled) {
            Meeting meeting = meet(wanted);
            Committed missed = null;
            boolean isAnyBehind = meeting.isAnyBehind();
            if (isAnyBehind) {
                missed = CatchUp.with(ring(), meeting, committed, last, lastGradients(), now.wholeResult(), ringsTried);
            } else if (wanted == Meeting.REDUCE && meeting.hasNewcomers()) {
                transfer(meeting);
            }
            keepTargetOfNow();
            tellRecovery();
            if (missed != null || !isAnyBehind) {
                return missed;
            }
        }
        return null;
    }

    private Meeting meet(int wanted) {
        Meeting meeting = Meeting.of(ring(), tenure, committed, last, wanted);
        isSettled = !meeting.hasNewcomers();
        contributors = meeting.placed().stream()
                .map(rank -> ring().ring().peerAt(rank))
                .toList();
        return meeting;
    }

    private void transfer(Meeting meeting) {
        long beginNs = System.nanoTime();
        StateTransfer.run(ring(), meeting.giver(), tenure.isNewcomer(), state);
        if (tenure.isNewcomer()) {
            committed = meeting.most();
            last = Committed.NOTHING;
        }
        settled();
        watch.onTransferred(ring().ring(), System.nanoTime() - beginNs);
    }

    private Committed commit(Committed result) {
        committed++;
        last = result;
        ringsTried.clear();
        return result;
    }

    private void onBroken(RingBrokenException e) {
        LOG.debug("the ring broke: {}", e.getMessage());
        broken = e;
        brokenNs = brokenNs == 0 ? System.nanoTime() : brokenNs;
    }

    private MemorySegment lastGradients() {
        return lastReduced.half(lastReduced.result()).asSlice(0, (long) plan.elements() * Float.BYTES);
    }

    private Collectives ring() {
        return now.collectives();
    }

    /** The next ring, unless there is one that is not broken. */
    private void open() {
        if (now != null && broken == null) {
            return;
        }
        int generation = now == null ? 0 : now.generation();
        closeNow();
        RingSupply.Opened opened = supply.open(generation, broken);
        now = new OpenRing(opened, plan);
        lastReduced = lastReduced == null ? now.target() : lastReduced;
        broken = null;
        isSettled = false;
        tenure = tenure.in(now.generation());
    }

    private void tellRecovery() {
        if (brokenNs != 0) {
            watch.onRecovered(ring().ring(), System.nanoTime() - brokenNs);
            brokenNs = 0;
        }
    }

    private void closeNow() {
        if (now != null) {
            watch.onClosing(ring().ring());
            now.close();
            if (now.target() != lastReduced) {
                now.target().release();
            }
        }
    }

    private void keepTargetOfNow() {
        if (lastReduced != now.target()) {
            lastReduced.release();
            lastReduced = now.target();
        }
    }

    /** The members part after a last barrier; who is missing there has left already. */
    void finish() {
        try {
            if (isSettled) {
                ring().barrier();
            } else {
                meet(Meeting.END);
            }
        } catch (RingBrokenException e) {
            LOG.debug("the members part: {}", e.getMessage());
        }
    }

    void close() {
        closeNow();
        if (lastReduced != null) {
            lastReduced.release();
        }
        now = null;
        lastReduced = null;
        broken = null;
    }
}
