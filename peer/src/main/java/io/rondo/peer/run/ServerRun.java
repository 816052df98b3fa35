package io.rondo.peer.run;

import io.rondo.peer.central.Placement;
import io.rondo.peer.central.Share;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.serve.ServedModel;
import io.rondo.peer.serve.Server;
import io.rondo.peer.serve.Shard;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.LearningRate;
import io.rondo.peer.train.ServedRing;
import io.rondo.peer.train.StepWatch;
import io.rondo.peer.train.TakenOutException;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One parameter server from start to end: its part of the model, until every worker is done. Training thread only. */
final class ServerRun {
    private static final int ALIGNMENT_BYTES = 64;

    private final RondoConfig config;
    private final PeerOptions options;
    private final CheckpointDirectory checkpoints;
    private final BooleanSupplier isLeaving;
    private final Consumer<PeerEvent> events;
    private final Trainee trainee;
    private final RingSession session;
    private final int id;
    private final Arena arena = Arena.ofAuto();
    private long startStep;
    private long told;

    ServerRun(
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

    /** Serves to the end, or until this peer leaves. */
    void run() {
        trainee.bind(session.source());
        Placement placement = CentralSetting.placement(config, trainee);
        Share share = new Share(placement.ranges(id));
        MemorySegment wholeState =
                arena.allocate(FlatUpdater.stateBytes(config.training(), trainee.parameterCount()), ALIGNMENT_BYTES);
        resume(wholeState);
        MemorySegment parameters = arena.allocate(share.lengthBytes(), ALIGNMENT_BYTES);
        share.read(trainee.parameters(), 0, parameters, 0, parameters.byteSize());
        ServedModel model = CentralSetting.model(config, trainee, placement, id, parameters);
        if (model.elements() == 0) {
            serve(model, parameters, MemorySegment.NULL, (gradient, step) -> {});
            return;
        }
        LearningRate rate = LearningRate.of(
                config.training(), config.workers().size(), TrainingLoop.scheduledSteps(config, trainee));
        try (FlatUpdater updater = new FlatUpdater(config.training(), rate, parameters)) {
            int slots = (int) (wholeState.byteSize() / trainee.parameters().byteSize());
            model.share(slots)
                    .read(wholeState, 0, updater.state(), 0, updater.state().byteSize());
            serve(model, parameters, updater.state(), (gradient, step) -> updater.apply(gradient, 1, step));
        }
    }

    private void resume(MemorySegment wholeState) {
        Optional<Path> file = Stay.checkpointToResume(config, options, checkpoints);
        if (file.isEmpty()) {
            return;
        }
        try (CheckpointFile checkpoint = CheckpointFile.open(file.get())) {
            Compatibility.require(
                    file.get(), checkpoint.header(), config, trainee.parameterCount(), wholeState.byteSize());
            checkpoint.read(trainee.parameters(), wholeState);
            startStep = checkpoint.header().state().step();
        }
    }

    private void serve(ServedModel model, MemorySegment parameters, MemorySegment state, Shard.Update update) {
        long updates = CentralSetting.earlierUpdates(config, startStep);
        told = updates;
        Server server =
                model.serve(parameters, state, update, updates, CentralSetting.earlierSamples(config, startStep));
        StepWatch watch = session.steps();
        try (ServedRing ring =
                new ServedRing(session, watch, server, members -> CentralMembers.require(config, members), startStep)) {
            ring.enter();
            events.accept(new PeerEvent.Started(
                    id,
                    trainee.parameterCount(),
                    trainee.trainSamples(),
                    trainee.testSamples(),
                    startStep,
                    TrainingLoop.totalSteps(config, trainee)));
            ring.await(() -> isOver(server, watch));
            if (isLeaving.getAsBoolean()) {
                session.leave();
                events.accept(new PeerEvent.Left(id, server.updates()));
            } else {
                ring.part();
                events.accept(new PeerEvent.Served(id, server.summary()));
            }
        } catch (TakenOutException e) {
            throw CentralSetting.takenOut(e);
        }
    }

    private boolean isOver(Server server, StepWatch watch) {
        if (server.updates() > told) {
            told = server.updates();
            watch.onExchanging(told);
        }
        return isLeaving.getAsBoolean() || server.isDone();
    }
}
