package io.rondo.peer.run;

import io.aeron.Counter;
import io.rondo.allreduce.LinkTally;
import io.rondo.membership.ControlLink;
import io.rondo.peer.report.PeerCounter;
import io.rondo.peer.report.PeerState;
import io.rondo.peer.train.StepOutcome;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What this peer shows of itself while it runs, as counters of its control driver, which lives as long as the peer does: data
 * drivers come and go with the generations. The training thread says what happens; the keeper thread {@linkplain
 * #publish writes} it, because it is the one that closes a link that has failed, and the memory of a closed one is gone.
 */
final class PeerCounters {
    private static final PeerCounter[] ALL = PeerCounter.values();

    private final AtomicLongArray values = new AtomicLongArray(ALL.length);
    private final Counter[] counters = new Counter[ALL.length]; // none between two links
    private ControlLink control;
    private LinkTally earlier = LinkTally.NONE; // of rings that are closed

    /** They go on in this link. */
    synchronized void moveTo(ControlLink link) {
        control = link;
        for (PeerCounter counter : ALL) {
            counters[counter.ordinal()] = link.counter(counter.typeId(), counter.label());
        }
    }

    /** The link is about to be closed. */
    synchronized void leaveLink() {
        control = null;
        Arrays.fill(counters, null);
    }

    /** Keeper thread, after the link's own work. */
    synchronized int publish() {
        for (int i = 0; i < counters.length; i++) {
            if (counters[i] != null && !counters[i].isClosed()) {
                counters[i].setRelease(values.get(i));
            }
        }
        return 0;
    }

    void onState(PeerState state) {
        set(PeerCounter.STATE, state.ordinal());
    }

    /** The ring of a new view is about to be opened. */
    void onView(int generation, int rank) {
        set(PeerCounter.GENERATION, generation);
        set(PeerCounter.RANK, rank);
        add(PeerCounter.VIEWS, 1);
    }

    void onRecovered() {
        add(PeerCounter.RECOVERIES, 1);
    }

    /** So many steps are committed. */
    void onStep(long steps, StepOutcome outcome, long gradientBytes, LinkTally ofRing) {
        set(PeerCounter.STEP, steps);
        set(PeerCounter.LOSS_MICROS, Math.round(outcome.loss() * PeerCounter.LOSS_SCALE));
        add(PeerCounter.REDUCED_BYTES, gradientBytes);
        show(earlier.plus(ofRing));
    }

    /** The ring is over. */
    void onRingClosed(LinkTally ofRing) {
        earlier = earlier.plus(ofRing);
        show(earlier);
    }

    private void show(LinkTally all) {
        ControlLink link = control;
        set(PeerCounter.STALE_FRAMES, all.staleFrames());
        set(PeerCounter.FOREIGN_FRAMES, all.foreignFrames() + (link == null ? 0 : link.strangers()));
        set(PeerCounter.BACK_PRESSURES, all.backPressures());
    }

    private void set(PeerCounter counter, long value) {
        values.set(counter.ordinal(), value);
    }

    private void add(PeerCounter counter, long difference) {
        values.addAndGet(counter.ordinal(), difference);
    }
}
