package io.rondo.peer.train;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.data.deal.DataCursor;
import io.rondo.peer.data.deal.Deal;
import io.rondo.peer.data.deal.Dealer;
import io.rondo.peer.ledger.LedgerEntry;
import java.util.Arrays;
import java.util.List;

/**
 * A worker's loop under a rule that does not keep all workers in step: compute, push, account, until all workers together have
 * consumed the epochs. Samples are dealt as if all went in step, see {@link GossipLoop}: no two workers take the same one
 * in an epoch of the deal. The first worker that is there scores the model at the end of each epoch.
 */
public final class CentralLoop {
    private final TrainingConfig training;
    private final CentralExchange exchange;
    private final GossipSteps steps;
    private final Dealer dealer;
    private final int seat;
    private final int id;
    private final int workers;
    private final MicroBatches batches;
    private final Straggler straggler;
    private final Scorer scorer;
    private final TrainingObserver observer;
    private final StepClock clock = new StepClock();
    private final double secondsBefore;
    private final long startNs = System.nanoTime();
    private long ownStep;
    private int epochsScored;
    private long epochSamples; // consumed when the last epoch was scored
    private double epochLossSum;

    /** @param seat this worker's place among those of the config */
    public CentralLoop(
            Trainee trainee,
            int seat,
            CentralExchange exchange,
            GossipSteps steps,
            LoopState start,
            TrainingObserver observer) {
        this.training = trainee.config().training();
        this.exchange = exchange;
        this.steps = steps;
        this.seat = seat;
        this.workers = trainee.config().workers().size();
        this.id = trainee.config().workers().get(seat).id();
        this.dealer = new Dealer(
                trainee.config().data().partition(),
                training.seed(),
                trainee.trainSamples(),
                Deal.even(workers, training.batch()));
        this.dealer.resume(start.cursor());
        this.batches = new MicroBatches(trainee, exchange.gradients(), exchange::onFinal);
        this.straggler = new Straggler(training.slowdowns(), id);
        this.scorer = trainee.scorer();
        this.observer = observer;
        this.ownStep = start.step();
        this.secondsBefore = start.seconds();
        this.epochSamples = exchange.samples();
        this.epochsScored = steps.epoch(epochSamples);
    }

    /** Trains until all workers together are done, or this one leaves. */
    public void run() {
        while (!isOver() && observer.goesOn()) {
            int samples = dealer.count(seat);
            if (samples > 0) {
                step(samples);
            }
            dealer.advance();
            boundary();
        }
    }

    public boolean isOver() {
        return steps.isOver(exchange.samples(), training.epochs());
    }

    private void step(int samples) {
        int epoch = dealer.epoch();
        long beginNs = System.nanoTime();
        exchange.begin(ownStep, samples);
        straggler.begin();
        double lossSum = batches.computeGradients(dealer.order(), dealer.from(seat), samples);
        straggler.end(ownStep);
        StepOutcome outcome = exchange.apply(ownStep, samples, lossSum);
        clock.add(outcome.samples(), System.nanoTime() - beginNs, batches.computeNs(), outcome);
        requireFinite(outcome);
        if (!exchange.wasDropped()) {
            observer.onCommit(entry(epoch, samples, outcome));
        }
        ownStep++;
        observer.onStep(stepsDone(), steps.epoch(exchange.samples()), outcome, clock);
    }

    /** What one worker does for all of them. */
    private void boundary() {
        if (!exchange.isFirst()) {
            return;
        }
        if (!isOver() && steps.epoch(exchange.samples()) > epochsScored) {
            score(scorer.score(0, 1));
        }
        observer.onBoundary(stepsDone(), false);
    }

    private void score(Evaluation all) {
        long samples = exchange.samples() - epochSamples;
        double loss = samples == 0 ? 0 : (exchange.lossSum() - epochLossSum) / samples;
        epochSamples = exchange.samples();
        epochLossSum = exchange.lossSum();
        epochsScored = steps.epoch(epochSamples);
        int epoch = Math.max(1, Math.min(training.epochs(), epochsScored));
        observer.onEvaluation(new EpochSummary(epoch, stepsDone(), loss, all.loss(), all.accuracy(), seconds()));
    }

    /** This worker's own step. */
    private LedgerEntry entry(int epoch, int samples, StepOutcome outcome) {
        int from = dealer.from(seat);
        LedgerEntry.Share share = new LedgerEntry.Share(id, Arrays.copyOfRange(dealer.order(), from, from + samples));
        return new LedgerEntry(ownStep, epoch, outcome.generation(), samples, 0, List.of(share));
    }

    private void requireFinite(StepOutcome outcome) {
        if (!Double.isFinite(outcome.loss())) {
            throw new RondoException("the loss became " + outcome.loss() + " at step " + (ownStep + 1) + " of worker "
                    + id + ": lower training.optimizer.learningRate");
        }
    }

    /** When all are done: everyone has the same parameters then, and all of them score them together. */
    public void finish() {
        exchange.retire();
        exchange.gather(1, (rank, size) -> new long[] {ownStep});
        exchange.pull();
        Gathered scores = exchange.gather(
                Evaluation.LONGS, (rank, size) -> scorer.score(rank, size).toLongs());
        score(Evaluation.sumOf(scores.values()));
        observer.onBoundary(stepsDone(), true);
        exchange.finish();
    }

    /** Steps of all workers together. */
    public long stepsDone() {
        return steps.done(exchange.samples());
    }

    /**
     * Where the run stands. It goes on with an epoch of the deal that no worker can have begun, had it consumed all samples
     * alone.
     */
    public LoopState state() {
        long furthest = exchange.samples() * workers / steps.perEpoch();
        return new LoopState(stepsDone(), DataCursor.at(Math.toIntExact(furthest) + 1, 0), 0, 0, seconds());
    }

    public StepClock clock() {
        return clock;
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - startNs) / 1e9;
    }
}
