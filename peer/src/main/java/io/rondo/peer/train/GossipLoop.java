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
 *
 * <p>With several {@linkplain GossipWorker workers} each is a thread, the training thread the first of them: they draw their
 * batches from one deal and count their steps together; nothing else is under a lock.
 */
public final class GossipLoop {
    private final TrainingConfig training;
    private final GossipExchange exchange;
    private final GossipSteps steps;
    private final Dealer dealer;
    private final int seat;
    private final int id;
    private final List<GossipWorker> workers;
    private final Scorer scorer;
    private final MemorySegment parameters;
    private final TrainingObserver observer;
    private final StepClock clock = new StepClock();
    private final double secondsBefore;
    private final long startNs = System.nanoTime();
    private long ownStep;
    private long samplesSeen;
    private volatile RuntimeException failure; // of any thread but the first

    /** What a thread has drawn: nobody else takes these samples in that epoch of the deal. */
    private record Draw(int epoch, int[] samples) {}

    /** @param seat this peer's place among those of the config */
    public GossipLoop(
            GossipWorkers workers,
            int seat,
            GossipExchange exchange,
            GossipSteps steps,
            LoopState start,
            TrainingObserver observer) {
        Trainee trainee = workers.first().trainee();
        this.workers = workers.all();
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
        this.scorer = trainee.scorer();
        this.parameters = trainee.parameters();
        this.observer = observer;
        this.ownStep = start.step();
        this.secondsBefore = start.seconds();
    }

    /** Trains until all peers together are done, or this one leaves. */
    public void run() {
        List<Thread> others = workers.stream().skip(1).map(this::start).toList();
        try {
            train(workers.get(0));
        } catch (RuntimeException e) {
            failure = e; // the others stop
            throw e;
        } finally {
            others.forEach(GossipLoop::join);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Thread start(GossipWorker worker) {
        worker.follow(workers.get(0));
        Thread thread = new Thread(() -> trainBeside(worker), "worker-" + workers.indexOf(worker));
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void trainBeside(GossipWorker worker) {
        try {
            train(worker);
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void train(GossipWorker worker) {
        Straggler straggler = new Straggler(training.slowdowns(), id);
        while (failure == null && !isOver() && observer.goesOn()) {
            Draw draw = draw();
            if (draw.samples().length > 0) {
                step(worker, straggler, draw);
            }
        }
    }

    public boolean isOver() {
        return steps.isOver(exchange.all(), training.epochs()) || exchange.areOthersDone();
    }

    private synchronized Draw draw() {
        int from = dealer.from(seat);
        int[] samples = Arrays.copyOfRange(dealer.order(), from, from + dealer.count(seat));
        Draw draw = new Draw(dealer.epoch(), samples);
        dealer.advance();
        return draw;
    }

    private void step(GossipWorker worker, Straggler straggler, Draw draw) {
        int samples = draw.samples().length;
        long beginNs = System.nanoTime();
        long waitNs = exchange.awaitOthers(stepsHere());
        straggler.begin();
        double lossSum = worker.compute(draw.samples());
        exchange.requireRunning();
        worker.apply(samples, steps.done(exchange.all()));
        straggler.end(stepsHere());
        requireFinite(lossSum);
        account(draw, lossSum, waitNs, beginNs, worker.computeNs());
    }

    /** Of this peer, all its threads together. */
    private synchronized long stepsHere() {
        return ownStep;
    }

    private synchronized void account(Draw draw, double lossSum, long waitNs, long beginNs, long computeNs) {
        StepOutcome outcome = exchange.onStep(draw.samples().length, lossSum, draw.epoch(), waitNs);
        PeerNews all = exchange.all();
        clock.add(all.samples() - samplesSeen, System.nanoTime() - beginNs, computeNs, outcome);
        samplesSeen = all.samples();
        observer.onCommit(entry(draw, outcome));
        ownStep++;
        observer.onStep(steps.done(all), steps.epoch(all), outcome, clock);
    }

    /** This peer's own step. */
    private LedgerEntry entry(Draw draw, StepOutcome outcome) {
        LedgerEntry.Share share = new LedgerEntry.Share(id, draw.samples());
        return new LedgerEntry(ownStep, draw.epoch(), outcome.generation(), outcome.samples(), 0, List.of(share));
    }

    private void requireFinite(double lossSum) {
        if (!Double.isFinite(lossSum)) {
            throw new RondoException("the loss became " + lossSum + " at step " + (stepsHere() + 1) + " of peer " + id
                    + ": lower training.optimizer.learningRate or gossip.deltaScale, or set training.clipNorm");
        }
    }

    /** This peer trains no more: returns when all are done and the last consensus is there. */
    public void awaitOthers() {
        exchange.awaitLastConsensus();
    }

    /**
     * The last consensus, scored by all peers together; from here on it is this peer's parameters.
     *
     * @return what all peers were like, the same on every peer but for this peer's own figures
     */
    public GossipOutcome finish() {
        Evaluation own = scorer.score(0, 1);
        double spread = ModelDistance.relative(parameters, exchange.consensus());
        Gathered gathered = exchange.gatherOf(
                consensus -> MemorySegment.copy(consensus, 0, parameters, 0, parameters.byteSize()),
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
