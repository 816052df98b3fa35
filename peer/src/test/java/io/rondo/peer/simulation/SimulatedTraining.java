package io.rondo.peer.simulation;

import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.ledger.LedgerEntry;
import io.rondo.peer.run.LifeWatch;
import io.rondo.peer.run.Pace;
import io.rondo.peer.run.ReplicaState;
import io.rondo.peer.run.TargetKeeper;
import io.rondo.peer.run.ViewWait;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.RingExchange;
import io.rondo.peer.train.RingSupply;
import io.rondo.peer.train.RunState;
import io.rondo.peer.train.StepClock;
import io.rondo.peer.train.StepOutcome;
import io.rondo.peer.train.StepWatch;
import io.rondo.peer.train.TakenOutException;
import io.rondo.peer.train.Target;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import io.rondo.peer.train.TrainingObserver;
import java.lang.foreign.MemorySegment;

/** What a peer's training thread does: the real loop and exchange, on simulated rings. */
final class SimulatedTraining implements RingSupply, TrainingObserver {
    private static final long GRADIENT_BYTES = (long) Arithmetic.PARAMETERS * Float.BYTES;

    private final SimulatedPeer peer;
    private final SimulatedWorld world;
    private final LifeWatch watch;
    private final ViewWait views;
    private final Pace pace;
    private final StepWatch steps;
    private final MemorySegment source;
    private final TargetKeeper targets = new TargetKeeper();
    private MemorySegment lastTarget;
    private MemorySegment usedAgain; // a flaw's
    private int newestGeneration;
    private Trainee trainee;
    private ReplicaState state;
    private RingExchange exchange;

    SimulatedTraining(SimulatedPeer peer, LifeWatch watch, ViewWait views, Pace pace, StepWatch steps) {
        this.peer = peer;
        this.world = peer.world();
        this.watch = watch;
        this.views = views;
        this.pace = pace;
        this.steps = steps;
        this.source = world.memory().allocate(GRADIENT_BYTES);
    }

    void run() {
        trainee = world.workshop().take(world.config());
        MemorySegment updaterState =
                world.memory().allocate(trainee.parameters().byteSize());
        SimulatedUpdater updater = new SimulatedUpdater(trainee.parameters(), updaterState);
        state = new ReplicaState(trainee, updater, world.ids());
        RunState passedOn = world.flaw() == null ? state : new FlawedState(state, world);
        exchange = new RingExchange(this, trainee.buckets(), updater, steps, passedOn);
        trainee.bind(source);
        try {
            while (!hasStayed()) {
                continue; // taken out: once more, as new
            }
            exchange.close();
        } catch (RingBrokenException | RondoException e) {
            world.invariants().onGivenUp(peer, e);
        } finally {
            world.workshop().giveBack(trainee);
        }
    }

    private boolean hasStayed() {
        try {
            stay();
            return true;
        } catch (TakenOutException e) {
            world.invariants().onTakenOut(peer);
            peer.isIdle();
            return false;
        }
    }

    /** As the process's own class of that name does. */
    private void stay() {
        if (exchange.enter()) {
            state.beginAnew();
            world.invariants().onBegin(peer, newestGeneration);
            exchange.gather(1, (rank, size) -> new long[] {0});
        } else {
            world.invariants().onJoined(peer);
        }
        TrainingLoop loop = new TrainingLoop(trainee, state.peers(), peer.id(), exchange, state.start(), this);
        state.follow(loop);
        try {
            loop.run();
        } finally {
            state.settle();
        }
        if (loop.isOver()) {
            world.invariants().onFinished(peer);
            exchange.finish();
        } else {
            leave();
        }
    }

    private void leave() {
        if (peer.membership().view().members().size() == 1) {
            return; // nobody is there to leave
        }
        peer.membership().leave();
        long deadlineNs = pace.nowNs() + SimulatedWorld.BUDGET_NS;
        while (peer.membership().view().generation() <= newestGeneration && pace.nowNs() - deadlineNs < 0) {
            pace.pause(Timeline.MS);
        }
    }

    @Override
    public MemorySegment source() {
        return source;
    }

    @Override
    public Opened open(int generation, RingBrokenException cause) {
        View view = cause == null
                ? views.first(peer.nextIncarnation())
                : views.after(Math.max(generation, newestGeneration), cause);
        newestGeneration = view.generation();
        Ring ring = Ring.ofOneHost("job", view.generation(), view.ids(), view.rankOf(peer.id()));
        world.invariants().onOpening(peer, view);
        if (world.flaw() == Flaw.A_TARGET_IS_LET_GO_TOO_EARLY && lastTarget != null) {
            world.memory().letGo(lastTarget);
        }
        SimulatedRing opened = new SimulatedRing(peer, ring, watch, world.path());
        try {
            opened.open();
        } catch (RingBrokenException e) {
            opened.close();
            throw e;
        }
        peer.onRing(view);
        Target again = targets.reusable(view);
        if (again != null) {
            world.memory().assign(lastTarget, view.generation());
            return new Opened(opened, again);
        }
        MemorySegment target = target(ring.generation());
        lastTarget = target;
        return new Opened(
                opened, targets.keep(view, target, () -> world.memory().letGo(target)));
    }

    @Override
    public void requireEnough(Ring ring, boolean isBeginning) {
        int least = isBeginning ? world.ids().size() : world.config().recovery().minPeers();
        long deadlineNs = pace.nowNs() + world.config().start().timeout().toNanos();
        watch.onWaiting(ring, ring.rank(), -1, 0);
        while (ring.size() < least) {
            watch.onWaiting(ring, ring.rank(), -1, 0);
            if (pace.nowNs() - deadlineNs > 0) {
                throw new RondoException("too few peers");
            }
            pace.pause(Timeline.MS);
        }
    }

    private MemorySegment target(int generation) {
        long bytes = RingSupply.targetBytes(GRADIENT_BYTES, world.ids().size());
        if (world.flaw() != Flaw.A_TARGET_IS_USED_AGAIN) {
            return world.memory().target(generation, bytes);
        }
        usedAgain = usedAgain == null ? world.memory().allocate(bytes) : usedAgain;
        world.memory().assign(usedAgain, generation);
        return usedAgain;
    }

    @Override
    public boolean goesOn() {
        return !peer.isLeaving();
    }

    @Override
    public void onCommit(LedgerEntry entry) {
        world.invariants().onCommit(peer, entry, trainee.parameters());
    }

    @Override
    public void onStep(long step, int epoch, StepOutcome outcome, StepClock clock) {}

    @Override
    public void onEvaluation(EpochSummary epoch) {}

    @Override
    public void onBoundary(long step, boolean isEnd) {}
}
