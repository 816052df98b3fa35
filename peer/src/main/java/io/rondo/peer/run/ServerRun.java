package io.rondo.peer.run;

import io.rondo.peer.central.Part;
import io.rondo.peer.central.Share;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.config.CentralConfig.Restore;
import io.rondo.peer.config.ConsistencyName;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.serve.Cell;
import io.rondo.peer.serve.ServedModel;
import io.rondo.peer.serve.Server;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One parameter server from start to end: its parts of the model, until every worker is done. Training thread only. */
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
    private final ScriptedEnd end;
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
        this.end = ScriptedEnd.of(config, id);
    }

    /** Serves to the end, or until this peer leaves. */
    void run() {
        trainee.bind(session.source());
        MemorySegment state = wholeState();
        Optional<Path> file = Stay.checkpointToResume(config, options, checkpoints);
        file.ifPresent(from -> startStep = read(from, trainee.parameters(), state));
        Cells cells = new Cells(trainee.parameters(), state);
        try {
            serve(cells);
        } finally {
            cells.close();
        }
    }

    private MemorySegment wholeState() {
        return arena.allocate(FlatUpdater.stateBytes(config.training(), trainee.parameterCount()), ALIGNMENT_BYTES);
    }

    private long read(Path file, MemorySegment parameters, MemorySegment state) {
        try (CheckpointFile checkpoint = CheckpointFile.open(file)) {
            Compatibility.require(file, checkpoint.header(), config, trainee.parameterCount(), state.byteSize());
            checkpoint.read(parameters, state);
            return checkpoint.header().state().step();
        }
    }

    /** This server's cells, as the run begins and again when parts are lost. */
    private final class Cells implements Server.Cells, AutoCloseable {
        private final MemorySegment firstParameters;
        private final MemorySegment firstState;
        private final List<FlatUpdater> updaters = new ArrayList<>();

        Cells(MemorySegment firstParameters, MemorySegment firstState) {
            this.firstParameters = firstParameters;
            this.firstState = firstState;
        }

        @Override
        public Cell first(Part part) {
            return cell(part, firstParameters, firstState, startStep);
        }

        @Override
        public Cell again(Part part) {
            Optional<Path> newest =
                    config.central().restore() == Restore.CHECKPOINT ? checkpoints.newest() : Optional.empty();
            MemorySegment parameters = arena.allocate(firstParameters.byteSize(), ALIGNMENT_BYTES);
            MemorySegment state = wholeState();
            long step = newest.map(file -> read(file, parameters, state)).orElse(startStep);
            events.accept(new PeerEvent.RolledBack(id, part.elements(), step));
            return newest.isPresent() ? cell(part, parameters, state, step) : first(part);
        }

        private Cell cell(Part part, MemorySegment from, MemorySegment fromState, long step) {
            Share share = new Share(part.ranges());
            MemorySegment parameters = arena.allocate(share.lengthBytes(), ALIGNMENT_BYTES);
            share.read(from, 0, parameters, 0, parameters.byteSize());
            ServedModel model = CentralSetting.model(config, trainee, part, parameters);
            long updates = CentralSetting.earlierUpdates(config, step);
            long samples = CentralSetting.earlierSamples(config, step);
            if (part.elements() == 0) {
                return model.cell(parameters, MemorySegment.NULL, (gradient, of) -> {}, updates, samples);
            }
            LearningRate rate = LearningRate.of(
                    config.training(), config.workers().size(), TrainingLoop.scheduledSteps(config, trainee));
            FlatUpdater updater = new FlatUpdater(config.training(), rate, parameters);
            updaters.add(updater);
            int slots = (int) (fromState.byteSize() / from.byteSize());
            model.share(slots)
                    .read(fromState, 0, updater.state(), 0, updater.state().byteSize());
            return model.cell(
                    parameters, updater.state(), (gradient, of) -> updater.apply(gradient, 1, of), updates, samples);
        }

        @Override
        public void close() {
            updaters.forEach(FlatUpdater::close);
        }
    }

    private void serve(Cells cells) {
        told = CentralSetting.earlierUpdates(config, startStep);
        boolean hasRounds = config.central().consistency() == ConsistencyName.BSP;
        Server server = new Server(
                id,
                CentralSetting.placement(config, trainee),
                config.central().replicas(),
                hasRounds,
                CentralSetting.isPacking(config),
                cells);
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
            end.onStep(told);
            watch.onExchanging(told);
        }
        return isLeaving.getAsBoolean() || server.isDone();
    }
}
