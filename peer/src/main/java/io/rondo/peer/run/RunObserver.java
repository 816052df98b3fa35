package io.rondo.peer.run;

import io.rondo.peer.ledger.Ledger;
import io.rondo.peer.ledger.LedgerEntry;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.StepClock;
import io.rondo.peer.train.StepOutcome;
import io.rondo.peer.train.TrainingObserver;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Passes on what the loop does: signs of life, events and metrics, history, checkpoints. */
final class RunObserver implements TrainingObserver {
    /** Is told of the moments at which the state may be saved. */
    @FunctionalInterface
    interface Boundary {
        void onBoundary(long step, boolean isEnd);
    }

    private final RingSession session; // null in mode solo
    private final StepLog log;
    private final Ledger ledger;
    private final Boundary boundary; // null where somebody else saves
    private final List<EpochSummary> history;
    private final BooleanSupplier isLeaving;
    private final Consumer<PeerEvent> events;
    private boolean awaitsFirstStep;

    RunObserver(
            RingSession session,
            StepLog log,
            Ledger ledger,
            Boundary boundary,
            List<EpochSummary> history,
            BooleanSupplier isLeaving,
            Consumer<PeerEvent> events) {
        this.session = session;
        this.log = log;
        this.ledger = ledger;
        this.boundary = boundary;
        this.history = history;
        this.isLeaving = isLeaving;
        this.events = events;
    }

    /** This peer is new in the run: tells when it contributes. */
    void awaitsFirstStep() {
        awaitsFirstStep = true;
    }

    @Override
    public boolean goesOn() {
        return !isLeaving.getAsBoolean();
    }

    @Override
    public void onCommit(LedgerEntry entry) {
        ledger.append(entry);
        if (awaitsFirstStep && contributes(entry)) {
            awaitsFirstStep = false;
            events.accept(session.joined(entry.step() + 1));
        }
    }

    private boolean contributes(LedgerEntry entry) {
        return entry.shares().stream().anyMatch(share -> share.peer() == session.id() && share.samples().length > 0);
    }

    @Override
    public void onStep(long step, int epoch, StepOutcome outcome, StepClock clock) {
        if (session != null) {
            session.onStep(step, outcome);
        }
        log.onStep(step, epoch, outcome, clock);
    }

    @Override
    public void onEvaluation(EpochSummary epoch) {
        history.add(epoch);
        if (session == null || session.leadsHost()) {
            events.accept(new PeerEvent.EpochEnded(log.id(), epoch));
        }
    }

    @Override
    public void onBoundary(long step, boolean isEnd) {
        boundary.onBoundary(step, isEnd);
    }
}
