package io.rondo.peer.run;

import io.rondo.hogwild.gossip.PeerNews;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.ledger.Ledger;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.ConsensusPlan;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.GossipExchange;
import io.rondo.peer.train.GossipLoop;
import io.rondo.peer.train.GossipOutcome;
import io.rondo.peer.train.GossipSteps;
import io.rondo.peer.train.LearningRate;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.SideModel;
import io.rondo.peer.train.StepClock;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer's training in mode gossip: its own loop at its own pace, and one consensus at the end. Training thread only. */
final class GossipRun {
    private static final Logger LOG = LoggerFactory.getLogger(GossipRun.class);

    private final RondoConfig config;
    private final PeerOptions options;
    private final CheckpointDirectory checkpoints;
    private final BooleanSupplier isLeaving;
    private final Consumer<PeerEvent> events;
    private final Trainee trainee;
    private final RingSession session;
    private final int id;
    private final int seat;
    private final GossipSteps steps;
    private final List<EpochSummary> history = new CopyOnWriteArrayList<>(); // the leader's consensus thread adds to it

    GossipRun(
            RondoConfig config,
            PeerOptions options,
            CheckpointDirectory checkpoints,
            BooleanSupplier isLeaving,
            Consumer<PeerEvent> events,
            Trainee trainee,
            RingSession session) {
        this.config = config;
        this.options = options;
        this.checkpoints = checkpoints;
        this.isLeaving = isLeaving;
        this.events = events;
        this.trainee = trainee;
        this.session = session;
        this.id = options.id();
        this.seat = config.peers().indexOf(config.peer(id));
        this.steps = GossipSteps.of(config, trainee);
    }

    /** Trains to the end, or until this peer leaves. */
    void run() {
        if (seat == 0) {
            LOG.warn(
                    "mode gossip is not finished: a run may stand still, training.stepTimeout ends it then; docs/hogwild.md says what is known of it");
            String warning = config.gossip().warning(config.peers().size());
            if (!warning.isEmpty()) {
                LOG.warn("{}", warning);
            }
        }
        LearningRate rate =
                LearningRate.of(config.training(), config.peers().size(), TrainingLoop.scheduledSteps(config, trainee));
        try (FlatUpdater updater = new FlatUpdater(config.training(), rate, trainee.parameters());
                GossipExchange exchange = session.gossip(trainee, updater, rate)) {
            trainee.bind(exchange.gradients());
            LoopState begin = begin(updater, exchange);
            try (ConsensusKeeper keeper = new ConsensusKeeper(
                    config,
                    id,
                    checkpoints,
                    () -> SideModel.open(config, Choices.on(options.classPath())),
                    updater.state(),
                    history,
                    events)) {
                exchange.lead(new ConsensusPlan(config, steps, begin.seconds(), keeper));
                keeper.start(exchange::consensus);
                boolean isNew = !exchange.enter();
                train(exchange, exchange.startOf(begin), isNew, keeper);
            }
        }
    }

    /** By the seed, or from a checkpoint. A peer that was started again takes its model from the others. */
    private LoopState begin(FlatUpdater updater, GossipExchange exchange) {
        ReplicaState state = new ReplicaState(
                trainee, updater, config.peers().stream().map(PeerConfig::id).toList());
        Stay.checkpointToResume(config, options, checkpoints).ifPresent(file -> state.resume(file, config));
        LoopState begin = state.start();
        history.addAll(state.history());
        if (begin.step() > 0 && !session.isRunUnderWay()) {
            exchange.goOnFrom(PeerNews.before(
                    begin.step() * config.peers().size(),
                    begin.step() * steps.perStep(),
                    begin.cursor().epoch()));
        }
        return begin;
    }

    private void train(GossipExchange exchange, LoopState start, boolean isNew, ConsensusKeeper keeper) {
        try (StepLog log = new StepLog(id, config, steps.total(), options, isNew, events);
                Ledger ledger = Ledger.ofOwnPace(config.output().dir(), id, trainee.trainSamples(), start.step())) {
            RunObserver observer = new RunObserver(session, log, ledger, null, history, isLeaving, events);
            if (isNew) {
                observer.awaitsFirstStep();
            }
            GossipLoop loop = new GossipLoop(trainee, seat, exchange, steps, start, observer);
            events.accept(log.started(trainee, loop.stepsDone()));
            loop.run();
            keeper.end();
            if (loop.isOver()) {
                finish(loop, exchange, keeper);
            } else {
                session.leave();
                events.accept(new PeerEvent.Left(id, loop.stepsDone()));
            }
        }
    }

    private void finish(GossipLoop loop, GossipExchange exchange, ConsensusKeeper keeper) {
        GossipOutcome outcome = loop.finish();
        if (exchange.rank() == 0) {
            keeper.save(trainee.parameters(), loop.state());
        }
        StepClock clock = loop.clock();
        events.accept(new PeerEvent.Finished(
                id,
                new PeerEvent.PeerSummary(
                        ReplicaDigest.hex(trainee.parameters()),
                        loop.stepsDone(),
                        clock.steps(),
                        clock.samples(),
                        clock.seconds(),
                        clock.computeShare(),
                        clock.transferShare(),
                        clock.waitShare(),
                        clock.otherShare(),
                        clock.overlapShare(),
                        List.copyOf(history),
                        outcome)));
    }
}
