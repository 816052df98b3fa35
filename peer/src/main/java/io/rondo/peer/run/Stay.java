package io.rondo.peer.run;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.data.deal.Scheme;
import io.rondo.peer.ledger.Ledger;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.Exchange;
import io.rondo.peer.train.Gathered;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.StepClock;
import io.rondo.peer.train.TakenOutException;
import io.rondo.peer.train.TrainingLoop;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A peer's stay in the run: from its entrance, at the beginning or into the midst of it, to the end, or until it leaves or
 * is taken out. Who was taken out may stay once more. Training thread only.
 */
final class Stay {
    private final RondoConfig config;
    private final PeerOptions options;
    private final RingSession session; // null in mode solo
    private final Exchange exchange;
    private final ReplicaState state;
    private final CheckpointDirectory checkpoints;
    private final BooleanSupplier isLeaving;
    private final Consumer<PeerEvent> events;
    private final Saver saver;
    private final long totalSteps;

    Stay(
            RondoConfig config,
            PeerOptions options,
            RingSession session,
            Exchange exchange,
            ReplicaState state,
            CheckpointDirectory checkpoints,
            BooleanSupplier isLeaving,
            Consumer<PeerEvent> events) {
        this.config = config;
        this.options = options;
        this.session = session;
        this.exchange = exchange;
        this.state = state;
        this.checkpoints = checkpoints;
        this.isLeaving = isLeaving;
        this.events = events;
        this.saver = new Saver(config, session == null ? () -> 0 : session::rankOfWorker, checkpoints, state);
        this.totalSteps = TrainingLoop.totalSteps(config, state.trainee());
    }

    /**
     * Trains to the end.
     *
     * @throws TakenOutException when the others go on without this peer
     */
    void run() {
        boolean isNew = !exchange.enter();
        if (!isNew) {
            begin();
        }
        LoopState start = state.start();
        try (StepLog log = new StepLog(options.id(), config, totalSteps, options, isNew, events);
                Ledger ledger = openLedger(start)) {
            RunObserver observer =
                    new RunObserver(session, log, ledger, saver::onBoundary, state.history(), isLeaving, events);
            if (isNew) {
                observer.awaitsFirstStep();
            }
            TrainingLoop loop =
                    new TrainingLoop(state.trainee(), state.peers(), options.id(), exchange, start, observer);
            state.follow(loop);
            events.accept(log.started(state.trainee(), start.step()));
            train(loop);
        }
    }

    private void train(TrainingLoop loop) {
        try {
            loop.run();
        } catch (TooFewPeersException e) {
            saver.save();
            throw e;
        } finally {
            state.settle();
        }
        if (loop.isOver()) {
            exchange.finish();
            events.accept(new PeerEvent.Finished(options.id(), summary(loop)));
        } else {
            leave();
        }
    }

    private void leave() {
        if (session == null || session.isLast()) {
            saver.save(); // nobody else is there to go on
        } else {
            session.leave();
        }
        events.accept(new PeerEvent.Left(options.id(), state.start().step()));
    }

    private Ledger openLedger(LoopState start) {
        boolean isExactlyOnce = config.data().partition() != Scheme.OVERLAP_RESHUFFLE;
        return Ledger.open(
                config.output().dir(), options.id(), state.trainee().trainSamples(), isExactlyOnce, start.step());
    }

    private void begin() {
        state.beginAnew();
        checkpointToResume(config, options, checkpoints).ifPresent(file -> state.resume(file, config));
        requireSameStart(state.start());
    }

    /**
     * What a run goes on from, if it does.
     *
     * @throws RondoException when it should and there is none
     */
    static Optional<Path> checkpointToResume(RondoConfig config, PeerOptions options, CheckpointDirectory checkpoints) {
        Optional<Path> newest = options.resume() || options.isRestarted() ? checkpoints.newest() : Optional.empty();
        if (newest.isEmpty() && options.resume()) {
            throw new RondoException(
                    config.output().dir()
                            + ": no checkpoint to resume from; start without --resume, or name the run's directory with --set output.dir=...");
        }
        return newest;
    }

    /** Peers that resume from different checkpoints would never agree again. */
    private void requireSameStart(LoopState start) {
        Gathered starts = exchange.gather(1, (rank, size) -> new long[] {start.step()});
        long[] steps = starts.values();
        for (int other = 0; other < steps.length; other++) {
            if (steps[other] != steps[0]) {
                throw new RondoException("peer " + starts.peers().get(other) + " starts at step " + steps[other]
                        + ", peer " + starts.peers().get(0) + " at step " + steps[0]
                        + ": resume all peers from the same checkpoint");
            }
        }
    }

    private PeerEvent.PeerSummary summary(TrainingLoop loop) {
        StepClock clock = loop.clock();
        if (state.history().isEmpty()) {
            throw new RondoException("nothing was trained: training.steps leaves no step to do");
        }
        return PeerEvent.PeerSummary.of(
                ReplicaDigest.hex(state.trainee().parameters()),
                state.start().step(),
                clock,
                state.history(),
                null,
                exchange.bytes(),
                exchange.savedBytes());
    }
}
