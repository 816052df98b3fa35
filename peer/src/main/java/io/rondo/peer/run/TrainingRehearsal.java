package io.rondo.peer.run;

import io.rondo.peer.ledger.Ledger;
import io.rondo.peer.ledger.LedgerEntry;
import io.rondo.peer.report.EventLine;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.SoloExchange;
import io.rondo.peer.train.StepClock;
import io.rondo.peer.train.StepOutcome;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import io.rondo.peer.train.TrainingObserver;
import io.rondo.peer.train.Updater;
import io.rondo.peer.train.WarmUp;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A newcomer trains alone for a while before it asks to join: steps like those to come, until the JIT is through with
 * them. The others would wait for each of them otherwise. What is learned is of no use, and what goes wrong here no failure.
 */
final class TrainingRehearsal implements TrainingObserver {
    private static final Logger LOG = LoggerFactory.getLogger(TrainingRehearsal.class);
    private static final int NOBODY = -1; // no peer of the config: nobody's samples, and slowed down by nothing

    private final WarmUp warmUp = new WarmUp();
    private final Ledger ledger;

    private TrainingRehearsal(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param directory for a ledger, which is gone afterwards
     * @param gradients that the model is bound to
     */
    static void run(Path directory, Trainee trainee, MemorySegment gradients, Updater updater) {
        try {
            Path own = Files.createTempDirectory(directory, "rehearsal");
            try (Ledger ledger = Ledger.open(own, 0, trainee.trainSamples(), true, 0);
                    SoloExchange exchange = new SoloExchange(NOBODY, gradients, updater)) {
                TrainingRehearsal rehearsal = new TrainingRehearsal(ledger);
                new TrainingLoop(trainee, List.of(NOBODY), NOBODY, exchange, LoopState.START, rehearsal).run();
                LOG.debug(
                        "rehearsed {} steps, the fastest in {} ms",
                        rehearsal.warmUp.steps(),
                        rehearsal.warmUp.fastestMs());
            } finally {
                Files.deleteIfExists(own.resolve("ledger-0.jsonl"));
                Files.deleteIfExists(own);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the rehearsal broke off: {}", e.toString());
        }
    }

    @Override
    public boolean goesOn() {
        return warmUp.mayQuicken(System.nanoTime());
    }

    @Override
    public void onCommit(LedgerEntry entry) {
        ledger.append(entry);
    }

    @Override
    public void onStep(long step, int epoch, StepOutcome outcome, StepClock clock) {
        EventLine.of(new PeerEvent.Progress(
                NOBODY, step, epoch, outcome.loss(), 0, clock.computeMs(), clock.transferMs(), clock.waitMs()));
    }

    @Override
    public void onEvaluation(EpochSummary epoch) {
        LOG.debug("the rehearsal has come to the end of an epoch");
    }

    @Override
    public void onBoundary(long step, boolean isEnd) {
        // there is nothing to be saved
    }
}
