package io.rondo.peer.train;

import io.rondo.peer.ledger.LedgerEntry;

/** Is told what the loop has done, on the training thread: progress, metrics, checkpoints. */
public interface TrainingObserver {
    /** Asked between two steps, before the next one: whether it is done. */
    default boolean goesOn() {
        return true;
    }

    /** A step is committed: whose samples are in it. */
    void onCommit(LedgerEntry entry);

    /** After each step; {@code step} counts from 1. */
    void onStep(long step, int epoch, StepOutcome outcome, StepClock clock);

    /** After each evaluation: at the end of each epoch, and of the run. */
    void onEvaluation(EpochSummary epoch);

    /** After each step and its evaluation: a moment at which the state may be saved. */
    void onBoundary(long step, boolean isEnd);
}
