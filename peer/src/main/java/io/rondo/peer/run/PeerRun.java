package io.rondo.peer.run;

import io.rondo.allreduce.RingBrokenException;
import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.data.deal.Scheme;
import io.rondo.peer.ledger.Ledger;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.Exchange;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.Gathered;
import io.rondo.peer.train.LearningRate;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.SoloExchange;
import io.rondo.peer.train.StepClock;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** One peer from start to end: puts data, model, ring and loop together, trains, and takes them apart. */
public final class PeerRun {
    private final RondoConfig config;
    private final PeerOptions options;
    private final Consumer<PeerEvent> events;
    private final int id;
    private final int rank;
    private final List<EpochSummary> history = new ArrayList<>();
    private CheckpointDirectory checkpoints;
    private boolean hasToldFailure;

    /**
     * @param config the run's, with all ports chosen
     * @param options this peer's own
     * @param events told what happens, on the training thread
     */
    public PeerRun(RondoConfig config, PeerOptions options, Consumer<PeerEvent> events) {
        this.config = config;
        this.options = options;
        this.events = events;
        this.id = options.id();
        this.rank = config.peers().indexOf(config.peer(id));
    }

    /** Trains to the end; what goes wrong is told as an event too. */
    public void run() {
        try (RunDirectory held = RunDirectory.lock(config.output().dir(), "peer-" + id + ".lock");
                SharedMemory memory = SharedMemory.open(RunName.of(config))) {
            Runtime.getRuntime().addShutdownHook(new Thread(memory::close, "leave-shared-memory"));
            checkpoints = new CheckpointDirectory(held.path(), config.output().keep());
            open(memory);
        } catch (RingBrokenException | RondoException e) {
            tell(e);
            throw e instanceof RondoException sentence ? sentence : new RondoException(e.getMessage(), e);
        }
    }

    private void tell(RuntimeException failure) {
        if (!hasToldFailure) {
            hasToldFailure = true;
            events.accept(new PeerEvent.Failed(id, failure.getMessage(), isConsequence(failure)));
        }
    }

    /** Another peer's failure is the likely cause. */
    private static boolean isConsequence(RuntimeException failure) {
        return failure instanceof RingBrokenException || failure instanceof OutOfRingException;
    }

    private void open(SharedMemory memory) {
        Keeper keeper = new Keeper();
        try (Trainee trainee = Trainee.open(config, Choices.on(options.classPath()));
                RingSession session = config.mode() == Mode.RING ? openSession(trainee, memory, keeper) : null) {
            try {
                train(trainee, session);
            } catch (RingBrokenException | RondoException e) {
                tell(e); // before the others see this peer leave, and tell of that
                throw e;
            }
        } finally {
            keeper.close();
        }
    }

    /** Room first: a driver in a full shared memory does not complain, it crashes. */
    private RingSession openSession(Trainee trainee, SharedMemory memory, Keeper keeper) {
        memory.requireRoom(
                trainee.parameterCount(), config.peersOn(config.peer(id).host()).size());
        return new RingSession(config, options, memory, keeper, events);
    }

    private void train(Trainee trainee, RingSession session) {
        long totalSteps = TrainingLoop.totalSteps(config, trainee);
        LearningRate rate =
                LearningRate.of(config.training(), config.peers().size(), TrainingLoop.scheduledSteps(config, trainee));
        try (FlatUpdater updater = new FlatUpdater(config.training(), rate, trainee.parameters());
                Exchange exchange = session == null
                        ? new SoloExchange(id, trainee.parameterCount(), updater)
                        : session.exchange(trainee, updater)) {
            trainee.bind(exchange.gradients());
            LoopState start = options.resume() ? resume(trainee, updater) : LoopState.START;
            requireSameStart(exchange, start);
            try (StepLog log = new StepLog(id, rank, totalSteps, options, events);
                    Ledger ledger = openLedger(trainee, start)) {
                IntSupplier currentRank = session == null ? () -> 0 : session::rank;
                Saver saver = new Saver(config, currentRank, checkpoints, trainee, updater, history);
                RunObserver observer = new RunObserver(session, log, ledger, saver, history, id, events);
                TrainingLoop loop = new TrainingLoop(trainee, ids(), rank, exchange, start, observer);
                saver.saves(loop);
                events.accept(log.started(trainee, start.step()));
                loop.run();
                exchange.finish();
                events.accept(new PeerEvent.Finished(id, summary(trainee, loop)));
            }
        }
    }

    private Ledger openLedger(Trainee trainee, LoopState start) {
        boolean isExactlyOnce = config.data().partition() != Scheme.OVERLAP_RESHUFFLE;
        return Ledger.open(config.output().dir(), id, trainee.trainSamples(), isExactlyOnce, start.step());
    }

    private List<Integer> ids() {
        return config.peers().stream().map(PeerConfig::id).toList();
    }

    private LoopState resume(Trainee trainee, FlatUpdater updater) {
        Path file = checkpoints
                .newest()
                .orElseThrow(
                        () -> new RondoException(
                                config.output().dir()
                                        + ": no checkpoint to resume from; start without --resume, or name the run's directory with --set output.dir=..."));
        try (CheckpointFile checkpoint = CheckpointFile.open(file)) {
            CheckpointHeader header = checkpoint.header();
            Compatibility.require(
                    file,
                    header,
                    config,
                    trainee.parameterCount(),
                    updater.state().byteSize());
            checkpoint.read(trainee.parameters(), updater.state());
            LoopState state = header.state();
            header.history().stream()
                    .filter(epoch ->
                            epoch.epoch() <= state.cursor().epoch()) // one that is cut off gets its line at its end
                    .forEach(history::add);
            return state;
        }
    }

    /** Peers that resume from different checkpoints would never agree again. */
    private void requireSameStart(Exchange exchange, LoopState start) {
        Gathered starts = exchange.gather((rank, size) -> new long[] {start.step()});
        long[] steps = starts.values();
        for (int other = 0; other < steps.length; other++) {
            if (steps[other] != steps[0]) {
                throw new RondoException("peer " + starts.peers().get(other) + " starts at step " + steps[other]
                        + ", peer " + starts.peers().get(0) + " at step " + steps[0]
                        + ": resume all peers from the same checkpoint");
            }
        }
    }

    private PeerEvent.PeerSummary summary(Trainee trainee, TrainingLoop loop) {
        StepClock clock = loop.clock();
        Optional<EpochSummary> last =
                history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
        if (last.isEmpty()) {
            throw new RondoException("nothing was trained: training.steps leaves no step to do");
        }
        return new PeerEvent.PeerSummary(
                ReplicaDigest.hex(trainee.parameters()),
                loop.state().step(),
                clock.steps(),
                clock.samples(),
                clock.seconds(),
                clock.computeShare(),
                clock.transferShare(),
                clock.waitShare(),
                clock.otherShare(),
                clock.overlapShare(),
                List.copyOf(history));
    }
}
