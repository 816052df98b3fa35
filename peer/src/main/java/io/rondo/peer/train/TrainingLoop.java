package io.rondo.peer.train;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.data.deal.Deal;
import io.rondo.peer.data.deal.Dealer;
import io.rondo.peer.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/** Compute, exchange, account; step by step until the epochs or the steps are done. */
public final class TrainingLoop {
    private final TrainingConfig training;
    private final Dealer dealer;
    private final MicroBatches batches;
    private final int ownId;
    private List<Integer> peers; // that the next step is dealt to, in rank order
    private final Exchange exchange;
    private final ReplicaCheck replicas;
    private final Scorer scorer;
    private final TrainingObserver observer;
    private final Straggler straggler;
    private final StepClock clock = new StepClock();
    private final double secondsBefore;
    private final long startNs = System.nanoTime();
    private double epochLossSum;
    private long epochSamples;
    private long step;

    /**
     * @param peers ids in rank order, of those that the next step is dealt to
     * @param ownId of this peer, which may be none of them
     * @param start where to begin: {@link LoopState#START}, or a checkpoint's
     */
    public TrainingLoop(
            Trainee trainee,
            List<Integer> peers,
            int ownId,
            Exchange exchange,
            LoopState start,
            TrainingObserver observer) {
        RondoConfig config = trainee.config();
        this.training = config.training();
        this.scorer = trainee.scorer();
        this.dealer = new Dealer(
                config.data().partition(),
                training.seed(),
                trainee.trainSamples(),
                Deal.even(peers.size(), training.batch()));
        this.dealer.resume(start.cursor());
        this.ownId = ownId;
        this.straggler = new Straggler(training.slowdowns(), ownId);
        this.peers = peers;
        this.exchange = exchange;
        this.batches = new MicroBatches(trainee, exchange.gradients(), exchange::onFinal);
        this.replicas = new ReplicaCheck(exchange, trainee.parameters());
        this.observer = observer;
        this.step = start.step();
        this.epochLossSum = start.epochLossSum();
        this.epochSamples = start.epochSamples();
        this.secondsBefore = start.seconds();
    }

    /** Steps of all epochs, which schedules run over. */
    public static long scheduledSteps(RondoConfig config, Trainee trainee) {
        Deal deal = Deal.even(config.workers().size(), config.training().batch());
        long samples = trainee.trainSamples();
        long stepsPerEpoch = (samples + deal.perStep() - 1) / deal.perStep();
        return stepsPerEpoch * config.training().epochs();
    }

    /** Steps of the whole run: those of all epochs, or the fewer that it is limited to. */
    public static long totalSteps(RondoConfig config, Trainee trainee) {
        long all = scheduledSteps(config, trainee);
        return Math.min(all, config.training().steps().orElse(all));
    }

    /** Trains to the end, or until the observer stops it between two steps. */
    public void run() {
        while (!isOver() && observer.goesOn()) {
            int epoch = dealer.epoch();
            int rank = peers.indexOf(ownId);
            long beginNs = System.nanoTime();
            int samples = dealer.count(rank);
            exchange.begin(step, samples);
            straggler.begin();
            double lossSum = batches.computeGradients(dealer.order(), dealer.from(rank), samples);
            straggler.end(step);
            StepOutcome outcome = exchange.apply(step, samples, lossSum);
            clock.add(outcome.samples(), System.nanoTime() - beginNs, batches.computeNs(), outcome);
            requireFinite(outcome);
            observer.onCommit(entry(epoch, outcome));
            advance(outcome.peers());
            step++;
            account(outcome);
            observer.onStep(step, epoch, outcome, clock);
            if (step % training.digestEvery() == 0 || isOver()) {
                replicas.compare(step);
            }
            if (dealer.epoch() > epoch || isOver()) {
                evaluate(epoch);
            }
            observer.onBoundary(step, isOver());
        }
    }

    /** The step under way, with the samples that were dealt to each of those who committed it. */
    private LedgerEntry entry(int epoch, StepOutcome outcome) {
        List<LedgerEntry.Share> shares = new ArrayList<>();
        for (int rank = 0; rank < peers.size(); rank++) {
            if (outcome.peers().contains(peers.get(rank))) {
                int from = dealer.from(rank);
                int[] samples = Arrays.copyOfRange(dealer.order(), from, from + dealer.count(rank));
                shares.add(new LedgerEntry.Share(peers.get(rank), samples));
            }
        }
        return new LedgerEntry(step, epoch, outcome.generation(), outcome.samples(), outcome.digest(), shares);
    }

    /**
     * The step is committed with the samples of these peers: those of the others that it was dealt to are dealt again, and
     * the next step is dealt to these.
     */
    private void advance(List<Integer> committedBy) {
        if (committedBy.equals(peers)) {
            dealer.advance();
            return;
        }
        BitSet missing = new BitSet();
        for (int rank = 0; rank < peers.size(); rank++) {
            missing.set(rank, !committedBy.contains(peers.get(rank)));
        }
        dealer.advanceWithout(missing);
        dealer.change(Deal.even(committedBy.size(), training.batch()));
        peers = committedBy;
    }

    /** Where the loop stands; between two steps. */
    public LoopState state() {
        return new LoopState(step, dealer.cursor(), epochLossSum, epochSamples, seconds());
    }

    /** Ids in rank order, of those that the next step is dealt to. */
    public List<Integer> peers() {
        return peers;
    }

    public StepClock clock() {
        return clock;
    }

    /** All epochs or steps are done. */
    public boolean isOver() {
        OptionalLong limit = training.steps();
        return dealer.epoch() >= training.epochs() || (limit.isPresent() && step >= limit.getAsLong());
    }

    private void requireFinite(StepOutcome outcome) {
        if (!Double.isFinite(outcome.loss())) {
            throw new RondoException(
                    "the loss became " + outcome.loss() + " at step " + (step + 1)
                            + ": lower training.optimizer.learningRate, or set training.clipNorm; the checkpoints before that step are intact");
        }
    }

    private void account(StepOutcome outcome) {
        epochLossSum += outcome.loss() * outcome.samples();
        epochSamples += outcome.samples();
    }

    private void evaluate(int epoch) {
        double loss = epochLossSum / epochSamples;
        if (dealer.epoch() > epoch) { // else the run stops within the epoch, and may go on some day
            epochLossSum = 0;
            epochSamples = 0;
        }
        Gathered scores = exchange.gather(
                Evaluation.LONGS, (rank, size) -> scorer.score(rank, size).toLongs());
        Evaluation all = Evaluation.sumOf(scores.values());
        observer.onEvaluation(new EpochSummary(epoch + 1, step, loss, all.loss(), all.accuracy(), seconds()));
    }

    private double seconds() {
        return secondsBefore + (System.nanoTime() - startNs) / 1e9;
    }
}
