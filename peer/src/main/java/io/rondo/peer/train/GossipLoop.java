package io.rondo.peer.train;

import io.rondo.hogwild.ModelDistance;
import io.rondo.hogwild.gossip.PeerNews;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.data.deal.DataCursor;
import io.rondo.peer.data.deal.Deal;
import io.rondo.peer.data.deal.Dealer;
import io.rondo.peer.ledger.LedgerEntry;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * Compute, update, account: step by step at this peer's own pace, until all peers together have consumed the epochs.
 *
 * <p>Samples are dealt as if all peers went in step: peer p's t-th batch is the slice that it would have in the ring's t-th
 * step. So no two peers ever take the same sample in an epoch of the deal, whoever is fast, slow, dead or late; a fast one
 * is in a later epoch of the deal than a slow one.
 */
public final class GossipLoop {
    private static final long CORRECTED_STEPS = 100;

    private final TrainingConfig training;
    private final GossipExchange exchange;
    private final GossipSteps steps;
    private final Dealer dealer;
    private final int seat;
    private final int id;
    private final MicroBatches batches;
    private final Straggler straggler;
    private final Scorer scorer;
    private final MemorySegment parameters;
    private final TrainingObserver observer;
    private final StepClock clock = new StepClock();
    private final double secondsBefore;
    private final long startNs = System.nanoTime();
    private long ownStep;
    private long samplesSeen;

    /** @param seat this peer's place among those of the config */
    public GossipLoop(
            Trainee trainee,
            int seat,
            GossipExchange exchange,
            GossipSteps steps,
            LoopState start,
            TrainingObserver observer) {
        this.training = trainee.config().training();
        this.exchange = exchange;
        this.steps = steps;
        this.seat = seat;
        this.id = trainee.config().peers().get(seat).id();
        this.dealer = new Dealer(
                trainee.config().data().partition(),
                training.seed(),
                trainee.trainSamples(),
                Deal.even(trainee.config().peers().size(), training.batch()));
        this.dealer.resume(start.cursor());
        this.batches = new MicroBatches(trainee, exchange.gradients(), exchange::onFinal);
        this.straggler = new Straggler(training.slowdowns(), id);
        this.scorer = trainee.scorer();
        this.parameters = trainee.parameters();
        this.observer = observer;
        this.ownStep = start.step();
        this.secondsBefore = start.seconds();
    }

    /** Trains until all peers together are done, or this one leaves. */
    public void run() {
        while (!isOver() && observer.goesOn()) {
            int samples = dealer.count(seat);
            if (samples > 0) {
                step(samples);
            }
            dealer.advance();
        }
    }

    public boolean isOver() {
        return steps.isOver(exchange.all(), training.epochs()) || exchange.areOthersDone();
    }

    private void step(int samples) {
        int epoch = dealer.epoch();
        long beginNs = System.nanoTime();
        exchange.onEpoch(epoch);
        exchange.begin(ownStep, samples);
        straggler.begin();
        double lossSum = batches.computeGradients(dealer.order(), dealer.from(seat), samples);
        StepOutcome outcome = exchange.apply(scheduleStep(), samples, lossSum);
        straggler.end(ownStep);
        requireFinite(outcome);
        PeerNews all = exchange.all();
        clock.add(all.samples() - samplesSeen, System.nanoTime() - beginNs, batches.computeNs(), outcome);
        samplesSeen = all.samples();
        observer.onCommit(entry(epoch, outcome));
        ownStep++;
        observer.onStep(steps.done(all), steps.epoch(all), outcome, clock);
    }

    /**
     * Where the learning rate's schedule is: where all peers together are, for a fast peer's own steps would be at its end
     * too soon. In the beginning own steps count, by which optimizers correct their first means.
     */
    private long scheduleStep() {
        return Math.max(steps.done(exchange.all()), Math.min(ownStep, CORRECTED_STEPS));
    }

    /** This peer's own step. */
    private LedgerEntry entry(int epoch, StepOutcome outcome) {
        int from = dealer.from(seat);
        int[] samples = Arrays.copyOfRange(dealer.order(), from, from + (int) outcome.samples());
        LedgerEntry.Share share = new LedgerEntry.Share(id, samples);
        return new LedgerEntry(ownStep, epoch, outcome.generation(), outcome.samples(), 0, List.of(share));
    }

    private void requireFinite(StepOutcome outcome) {
        if (!Double.isFinite(outcome.loss())) {
            throw new RondoException("the loss became " + outcome.loss() + " at step " + (ownStep + 1) + " of peer "
                    + id + ": lower training.optimizer.learningRate or gossip.deltaScale, or set training.clipNorm");
        }
    }

    /**
     * The last consensus, scored by all peers together; from here on it is this peer's parameters.
     *
     * @return what all peers were like, the same on every peer but for this peer's own figures
     */
    public GossipOutcome finish() {
        MemorySegment consensus = exchange.awaitLastConsensus();
        Evaluation own = scorer.score(0, 1);
        double spread = ModelDistance.relative(parameters, consensus);
        MemorySegment.copy(consensus, 0, parameters, 0, parameters.byteSize());
        Gathered gathered = exchange.gather(
                GossipOutcome.Replica.LONGS,
                (rank, size) -> new GossipOutcome.Replica(
                                scorer.score(rank, size),
                                own,
                                spread,
                                exchange.bytesPerStep(),
                                exchange.meanStaleness(),
                                exchange.worstStaleness(),
                                exchange.exchanges())
                        .toLongs());
        GossipOutcome outcome = GossipOutcome.of(gathered.values(), parameters.byteSize());
        PeerNews all = exchange.all();
        observer.onEvaluation(new EpochSummary(
                Math.max(1, Math.min(training.epochs(), steps.epoch(all))),
                steps.done(all),
                all.lossSum() / Math.max(1, all.samples()),
                outcome.consensus().loss(),
                outcome.consensus().accuracy(),
                seconds()));
        return outcome;
    }

    /** Steps of all peers together. */
    public long stepsDone() {
        return steps.done(exchange.all());
    }

    /** Where the run stands; every peer goes on with an epoch of the deal that none has begun. */
    public LoopState state() {
        return GossipLoop.state(stepsDone(), exchange.all().epoch(), seconds());
    }

    /** @param furthestEpoch of any peer's deal */
    public static LoopState state(long step, int furthestEpoch, double seconds) {
        return new LoopState(step, DataCursor.at(furthestEpoch + 1, 0), 0, 0, seconds);
    }

    public StepClock clock() {
        return clock;
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - startNs) / 1e9;
    }
}
