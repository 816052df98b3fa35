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
import io.rondo.peer.train.GossipWorker;
import io.rondo.peer.train.GossipWorkers;
import io.rondo.peer.train.LearningRate;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.SideModel;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer's training in mode gossip: its own loop at its own pace, and one consensus at the end. Training thread only. */
final class GossipRun {
    private static final Logger LOG = LoggerFactory.getLogger(GossipRun.class);

    private final RondoConfig config;
    private final PeerOptions options;
    private final SharedMemory memory;
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
            SharedMemory memory,
            CheckpointDirectory checkpoints,
            BooleanSupplier isLeaving,
            Consumer<PeerEvent> events,
            Trainee trainee,
            RingSession session) {
        this.config = config;
        this.options = options;
        this.memory = memory;
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
            String warning = config.gossip().warning(config.peers().size());
            if (!warning.isEmpty()) {
                LOG.warn("{}", warning);
            }
        }
        LearningRate rate =
                LearningRate.of(config.training(), config.peers().size(), TrainingLoop.scheduledSteps(config, trainee));
        Choices choices = Choices.on(options.classPath());
        try (GossipWorkers workers =
                        new GossipWorkers(trainee, choices, config.gossip().threads(), rate);
                GossipExchange exchange =
                        session.gossip(trainee, workers.first().updater(), rate)) {
            FlatUpdater updater = workers.first().updater();
            rehearse(workers.first());
            LoopState begin = begin(updater, exchange);
            try (ConsensusKeeper keeper = new ConsensusKeeper(
                    config, id, checkpoints, () -> SideModel.open(config, choices), updater.state(), history, events)) {
                exchange.lead(new ConsensusPlan(config, steps, begin.seconds(), keeper));
                boolean isNew = !exchange.enter();
                train(workers, exchange, exchange.startOf(begin), isNew, keeper);
            }
        }
    }

    private void rehearse(GossipWorker worker) {
        if (config.start().rehearse()) {
            TrainingRehearsal.run(memory.directory(), trainee, worker.gradients(), worker.updater());
            trainee.initialise();
            worker.updater().state().fill((byte) 0);
        }
    }

    /** By the seed, or from a checkpoint. A peer that was started again takes its model from the others. */
    private LoopState begin(FlatUpdater updater, GossipExchange exchange) {
        ReplicaState state = new ReplicaState(
                trainee, updater, config.peers().stream().map(PeerConfig::id).toList());
        Stay.checkpointToResume(config, options, checkpoints).ifPresent(file -> state.resume(file, config));
        LoopState begin = state.start();
        if (history.isEmpty()) { // not when it was taken out, and stays once more
            history.addAll(state.history());
        }
        if (begin.step() > 0 && !session.isRunUnderWay()) {
            exchange.goOnFrom(PeerNews.before(
                    begin.step() * config.peers().size(),
                    begin.step() * steps.perStep(),
                    begin.cursor().epoch()));
        }
        return begin;
    }

    private void train(
            GossipWorkers workers, GossipExchange exchange, LoopState start, boolean isNew, ConsensusKeeper keeper) {
        try (StepLog log = new StepLog(id, config, steps.total(), options, isNew, events);
                Ledger ledger = Ledger.ofOwnPace(config.output().dir(), id, trainee.trainSamples(), start.step())) {
            RunObserver observer = new RunObserver(session, log, ledger, null, history, isLeaving, events);
            if (isNew) {
                observer.awaitsFirstStep();
            }
            GossipLoop loop = new GossipLoop(workers, seat, exchange, steps, start, observer);
            events.accept(log.started(trainee, loop.stepsDone()));
            loop.run();
            if (loop.isOver()) {
                finish(loop, exchange, keeper);
            } else {
                leave(loop, keeper);
            }
        }
    }

    /** The others go on; when there are none, a checkpoint is what this peer leaves behind. */
    private void leave(GossipLoop loop, ConsensusKeeper keeper) {
        keeper.end();
        if (session.isLast()) {
            keeper.save(trainee.parameters(), loop.state());
        } else {
            session.leave();
        }
        events.accept(new PeerEvent.Left(id, loop.stepsDone()));
    }

    private void finish(GossipLoop loop, GossipExchange exchange, ConsensusKeeper keeper) {
        loop.awaitOthers();
        keeper.end(); // the leader's scores, in their order, before the last one
        GossipOutcome outcome = loop.finish();
        if (exchange.rank() == 0) {
            tellUnscored();
            keeper.save(trainee.parameters(), loop.state());
        }
        events.accept(new PeerEvent.Finished(
                id,
                PeerEvent.PeerSummary.of(
                        ReplicaDigest.hex(trainee.parameters()),
                        loop.stepsDone(),
                        loop.clock(),
                        history,
                        outcome,
                        0,
                        0)));
    }

    /** Epochs that were over before there was room to score them. */
    private void tellUnscored() {
        Set<Integer> scored = history.stream().map(EpochSummary::epoch).collect(Collectors.toSet());
        int last = scored.stream().mapToInt(each -> each).max().orElse(0);
        List<Integer> unscored = IntStream.rangeClosed(1, last)
                .filter(each -> !scored.contains(each))
                .boxed()
                .toList();
        if (!unscored.isEmpty()) {
            events.accept(new PeerEvent.Unscored(id, unscored));
        }
    }
}
