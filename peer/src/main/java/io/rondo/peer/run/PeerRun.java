package io.rondo.peer.run;

import io.rondo.allreduce.Lines;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.hogwild.gossip.GossipMemory;
import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.Exchange;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.LearningRate;
import io.rondo.peer.train.SoloExchange;
import io.rondo.peer.train.TakenOutException;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One peer from start to end: puts data, model, ring and loop together, trains, and takes them apart. */
public final class PeerRun {
    private final RondoConfig config;
    private final PeerOptions options;
    private final Consumer<PeerEvent> events;
    private final int id;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean isLeaving;
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
    }

    /** Trains to the end; what goes wrong is told as an event too. */
    public void run() {
        try (RunDirectory held = RunDirectory.lock(config.output().dir(), "peer-" + id + ".lock");
                SharedMemory memory = SharedMemory.open(RunName.of(config))) {
            Runtime.getRuntime().addShutdownHook(new Thread(memory::close, "leave-shared-memory"));
            open(memory, new CheckpointDirectory(held.path(), config.output().keep()));
        } catch (RingBrokenException | RondoException e) {
            tell(e);
            throw e instanceof RondoException sentence ? sentence : new RondoException(e.getMessage(), e);
        } finally {
            end.countDown();
        }
    }

    /**
     * Leaves the run between two steps, and returns when {@link #run} has ended or the time is over. Any thread but the
     * training thread.
     */
    public void leave(long timeoutMs) {
        isLeaving = true;
        try {
            end.await(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

    private void open(SharedMemory memory, CheckpointDirectory checkpoints) {
        Keeper keeper = new Keeper();
        try (Trainee trainee = Trainee.open(config, Choices.on(options.classPath()));
                RingSession session = config.mode().hasRing() ? openSession(trainee, memory, keeper) : null) {
            try {
                if (config.mode() == Mode.CENTRAL) {
                    runCentral(trainee, session, checkpoints);
                } else if (config.mode() == Mode.GOSSIP) {
                    GossipRun gossip = new GossipRun(
                            config, options, memory, checkpoints, () -> isLeaving, events, trainee, session);
                    stay(gossip::run);
                } else {
                    train(trainee, session, memory, checkpoints);
                }
            } catch (RingBrokenException | RondoException e) {
                tell(e); // before the others see this peer leave, and tell of that
                throw e;
            }
        } finally {
            keeper.close();
        }
    }

    private void runCentral(Trainee trainee, RingSession session, CheckpointDirectory checkpoints) {
        if (config.peer(id).isServer()) {
            new ServerRun(config, options, checkpoints, () -> isLeaving, events, trainee, session).run();
        } else {
            new CentralRun(config, options, checkpoints, () -> isLeaving, events, trainee, session).run();
        }
    }

    /** Room first: a driver in a full shared memory does not complain, it crashes. */
    private RingSession openSession(Trainee trainee, SharedMemory memory, Keeper keeper) {
        int others = config.peersOn(config.peer(id).host()).size() - 1;
        memory.requireRoom(
                config.mode() == Mode.CENTRAL ? 0 : trainee.parameterCount(),
                ownBytes(trainee),
                options.isRestarted() ? 1 : 1 + others);
        return new RingSession(config, options, memory, keeper, trainee.parameterCount(), events);
    }

    /** Shared memory that a peer has beside the targets of reduces. */
    private long ownBytes(Trainee trainee) {
        return switch (config.mode()) {
            case GOSSIP -> GossipMemory.windowBytes((long) trainee.parameterCount() * Float.BYTES);
            case CENTRAL ->
                Lines.logBytes(
                        config.peer(id).isServer()
                                ? config.peers().size() - 1
                                : config.servers().size());
            default -> 0;
        };
    }

    private void train(Trainee trainee, RingSession session, SharedMemory memory, CheckpointDirectory checkpoints) {
        LearningRate rate =
                LearningRate.of(config.training(), config.peers().size(), TrainingLoop.scheduledSteps(config, trainee));
        List<Integer> ids = config.peers().stream().map(PeerConfig::id).toList();
        try (FlatUpdater updater = new FlatUpdater(config.training(), rate, trainee.parameters())) {
            ReplicaState state = new ReplicaState(trainee, updater, ids);
            try (Exchange exchange = session == null
                    ? SoloExchange.of(id, trainee.parameterCount(), updater)
                    : session.exchange(trainee, updater, state)) {
                trainee.bind(exchange.gradients());
                if (config.start().rehearse() || session != null && session.isRunUnderWay()) {
                    rehearse(memory.directory(), trainee, exchange.gradients(), updater, state, session);
                }
                Stay stay = new Stay(config, options, session, exchange, state, checkpoints, () -> isLeaving, events);
                stay(stay::run);
            }
        }
    }

    /**
     * Everything once before this peer asks to join: the others would wait for what is slow the first time. The ring
     * comes first: it loads more kinds of memory segments, and with them the JIT throws away what it has compiled for fewer.
     */
    private static void rehearse(
            Path directory,
            Trainee trainee,
            MemorySegment gradients,
            FlatUpdater updater,
            ReplicaState state,
            RingSession session) {
        if (session != null) {
            session.rehearse();
        }
        state.become(state.describe());
        state.spoil();
        TrainingRehearsal.run(directory, trainee, gradients, updater);
    }

    private void stay(Runnable stay) {
        while (!hasStayed(stay)) {
            continue; // taken out: once more, as new
        }
    }

    private boolean hasStayed(Runnable stay) {
        try {
            stay.run();
            return true;
        } catch (TakenOutException e) {
            events.accept(new PeerEvent.TakenOut(id, e.getMessage()));
            return false;
        }
    }
}
