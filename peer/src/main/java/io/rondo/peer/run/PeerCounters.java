package io.rondo.peer.run;

import io.rondo.allreduce.LinkTally;
import io.rondo.membership.ControlLink;
import io.rondo.peer.report.PeerCounter;
import io.rondo.peer.report.PeerState;
import io.rondo.peer.train.StepOutcome;
import org.agrona.concurrent.status.AtomicCounter;

/**
 * What this peer shows of itself while it runs, as counters of its control driver, which lives as long as the peer does: data
 * drivers come and go with the generations. Training thread only; anyone may read.
 */
final class PeerCounters {
    private static final PeerCounter[] ALL = PeerCounter.values();

    private final long[] values = new long[ALL.length];
    private final AtomicCounter[] counters = new AtomicCounter[ALL.length];
    private ControlLink control;
    private LinkTally earlier = LinkTally.NONE; // of rings that are closed

    PeerCounters(ControlLink control) {
        moveTo(control);
    }

    /** They go on in this link; the one before is closed. */
    void moveTo(ControlLink link) {
        control = link;
        for (PeerCounter counter : ALL) {
            counters[counter.ordinal()] = link.counter(counter.typeId(), counter.label());
            set(counter, values[counter.ordinal()]);
        }
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
        set(PeerCounter.STALE_FRAMES, all.staleFrames());
        set(PeerCounter.FOREIGN_FRAMES, all.foreignFrames() + control.strangers());
        set(PeerCounter.BACK_PRESSURES, all.backPressures());
    }

    private void set(PeerCounter counter, long value) {
        values[counter.ordinal()] = value;
        counters[counter.ordinal()].setRelease(value);
    }

    private void add(PeerCounter counter, long difference) {
        set(counter, values[counter.ordinal()] + difference);
    }
}
