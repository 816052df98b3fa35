package io.rondo.peer.run;

import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.ledger.Ledger;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.serve.Client;
import io.rondo.peer.train.CentralExchange;
import io.rondo.peer.train.CentralLoop;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.GossipSteps;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.ServedRing;
import io.rondo.peer.train.StepWatch;
import io.rondo.peer.train.TakenOutException;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.Updater;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One worker of mode central from start to end: in step with all others where the rule keeps them so, else at its own pace.
 * Training thread only.
 */
final class CentralRun {
    private final RondoConfig config;
    private final PeerOptions options;
    private final CheckpointDirectory checkpoints;
    private final BooleanSupplier isLeaving;
    private final Consumer<PeerEvent> events;
    private final Trainee trainee;
    private final RingSession session;
    private final int id;
    private CentralLoop loop; // at this worker's own pace
    private long savedStep;

    /** The servers' updaters, as checkpoints see them. */
    private record RemoteUpdater(CentralExchange exchange) implements Updater {
        @Override
        public void apply(MemorySegment gradient, long divisor, long step) {
            throw new IllegalStateException("the servers have the updaters");
        }

        @Override
        public MemorySegment state() {
            return exchange.updaterState();
        }
    }

    CentralRun(
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
    }

    /** Trains to the end, or until this worker leaves. */
    void run() {
        try (CentralExchange exchange = open(startStep())) {
            trainee.bind(exchange.gradients());
            ReplicaState state = new ReplicaState(trainee, new RemoteUpdater(exchange), CentralSetting.workers(config));
            if (config.central().consistency().isSynchronous()) {
                new Stay(config, options, session, exchange, state, checkpoints, isLeaving, events).run();
            } else {
                runAtOwnPace(exchange, state);
            }
        } catch (TakenOutException e) {
            throw CentralSetting.takenOut(e);
        }
    }

    /** Servers and workers begin at the same one. */
    private long startStep() {
        return Stay.checkpointToResume(config, options, checkpoints)
                .map(file -> {
                    try (CheckpointFile checkpoint = CheckpointFile.open(file)) {
                        return checkpoint.header().state().step();
                    }
                })
                .orElse(0L);
    }

    private CentralExchange open(long startStep) {
        Client client = new Client(
                id,
                CentralSetting.placement(config, trainee),
                config.central().replicas(),
                trainee.parameters(),
                CentralSetting.isPacking(config));
        StepWatch watch = session.steps();
        ServedRing ring =
                new ServedRing(session, watch, client, members -> CentralMembers.require(config, members), startStep);
        return new CentralExchange(
                client,
                ring,
                watch,
                CentralSetting.workers(config),
                trainee.parameters(),
                FlatUpdater.stateBytes(config.training(), trainee.parameterCount()),
                CentralSetting.earlierSamples(config, startStep),
                config.central().packing().filter(),
                ScriptedEnd.of(config, id)::onStep);
    }

    private void runAtOwnPace(CentralExchange exchange, ReplicaState state) {
        exchange.enter();
        Stay.checkpointToResume(config, options, checkpoints).ifPresent(file -> state.resume(file, config));
        GossipSteps steps = GossipSteps.of(config, trainee);
        savedStep = state.start().step();
        try (StepLog log = new StepLog(id, config, steps.total(), options, false, events);
                Ledger ledger = Ledger.ofOwnPace(
                        config.output().dir(),
                        id,
                        trainee.trainSamples(),
                        state.start().step())) {
            RunObserver observer = new RunObserver(
                    session,
                    log,
                    ledger,
                    (step, isEnd) -> saveIfDue(step, isEnd, exchange, state),
                    state.history(),
                    isLeaving,
                    events);
            int seat = CentralSetting.workers(config).indexOf(id);
            loop = new CentralLoop(trainee, seat, exchange, steps, state.start(), observer);
            events.accept(log.started(trainee, loop.stepsDone()));
            loop.run();
            if (loop.isOver()) {
                finish(exchange, state.history());
            } else {
                session.leave();
                events.accept(new PeerEvent.Left(id, loop.stepsDone()));
            }
        }
    }

    /** What this worker has seen last, and the updaters' state a moment later: between them other workers may have pushed. */
    private void saveIfDue(long step, boolean isEnd, CentralExchange exchange, ReplicaState state) {
        int every = config.output().checkpointEvery();
        boolean isDue = every > 0 && step / every > savedStep / every;
        if ((isDue || isEnd) && exchange.isFirst()) {
            savedStep = step;
            Saver.write(config, checkpoints, trainee, state.updater(), loop.state(), state.history());
        }
    }

    private void finish(CentralExchange exchange, List<EpochSummary> history) {
        loop.finish();
        events.accept(new PeerEvent.Finished(
                id,
                PeerEvent.PeerSummary.of(
                        ReplicaDigest.hex(trainee.parameters()),
                        loop.stepsDone(),
                        loop.clock(),
                        history,
                        null,
                        exchange.bytes(),
                        exchange.savedBytes())));
    }
}
