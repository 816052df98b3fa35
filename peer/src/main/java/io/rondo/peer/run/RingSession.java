package io.rondo.peer.run;

import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.Window;
import io.rondo.hogwild.DeltaScale;
import io.rondo.hogwild.HogwildRule;
import io.rondo.hogwild.MixingRule;
import io.rondo.hogwild.PairwiseRule;
import io.rondo.hogwild.PushSumRule;
import io.rondo.hogwild.gossip.GossipAgent;
import io.rondo.hogwild.gossip.GossipSettings;
import io.rondo.hogwild.gossip.LocalWork;
import io.rondo.hogwild.token.TokenTiming;
import io.rondo.membership.Activity;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.GossipConfig;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.report.PeerState;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.GossipExchange;
import io.rondo.peer.train.LearningRate;
import io.rondo.peer.train.RingExchange;
import io.rondo.peer.train.RingRehearsal;
import io.rondo.peer.train.RingSupply;
import io.rondo.peer.train.RunState;
import io.rondo.peer.train.StepOutcome;
import io.rondo.peer.train.StepWatch;
import io.rondo.peer.train.Target;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.Updater;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer's part in the rings of a run, one after the other: signs of life from the first moment, then a ring for each view.
 * The lowest rank of each host holds its data driver, and leaves last.
 */
final class RingSession implements RingSupply, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RingSession.class);
    private static final int ALIGNMENT_BYTES = 64;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    /** After the next view has come: for the others to notice that they go on without this peer. */
    private static final long PARTING_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RondoConfig config;
    private final SharedMemory memory;
    private final Keeper keeper;
    private final Presence presence;
    private final LifeWatch watch;
    private final DataDrivers drivers;
    private final Consumer<PeerEvent> events;
    private final long gradientBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment source; // this peer's gradients
    private Generation generation; // null before the first ring
    private final TargetKeeper targets = new TargetKeeper();
    private Window targetWindow; // of the newest target
    private final WindowReserve reserve; // null where none is of use
    private int newestGeneration; // that was opened, or tried
    private final NextRing next = new NextRing(this::prepare);
    private volatile Generation beingPrepared; // or null
    private volatile View present;
    private final Mending mending = new Mending();
    private Ring mended; // of which the others have not been told yet, or null
    private long transferNs; // of the state that this peer has given or got last
    private boolean hasLeft;

    /** Says that this peer is there. */
    RingSession(
            RondoConfig config,
            PeerOptions options,
            SharedMemory memory,
            Keeper keeper,
            long parameterCount,
            Consumer<PeerEvent> events) {
        this.events = events;
        this.config = config;
        this.memory = memory;
        this.keeper = keeper;
        this.drivers = new DataDrivers(config, memory.directory(), keeper);
        this.gradientBytes = parameterCount * Float.BYTES;
        this.source = arena.allocate(gradientBytes, ALIGNMENT_BYTES);
        this.presence = new Presence(config, options, memory, keeper);
        boolean hasWindows = config.mode() == Mode.RING
                && config.transport().kind() != TransportKind.IPC
                && config.transport().kind() != TransportKind.UDP
                && Window.isSupported();
        this.reserve =
                hasWindows ? new WindowReserve(memory.directory(), "window-" + options.id(), targetBytes()) : null;
        this.watch = new LifeWatch(
                presence.signs(),
                presence.membership(),
                Pace.OF_PROCESS,
                config.training().stepTimeout().toNanos(),
                next::isToCome);
        if (config.mode() == Mode.RING) {
            keeper.add(nowNs -> next.tick(presence.membership().view()));
        }
    }

    RingExchange exchange(Trainee trainee, FlatUpdater updater, RunState state) {
        return new RingExchange(this, trainee.buckets(), updater, new Steps(), state);
    }

    /** What this peer tells of its steps to those who wait for it. */
    StepWatch steps() {
        return new Steps();
    }

    /** The exchange of mode gossip. */
    GossipExchange gossip(Trainee trainee, Updater updater, LearningRate rate) {
        GossipConfig gossip = config.gossip();
        LocalWork work = new LocalWork();
        MixingRule rule = switch (gossip.rule()) {
            case HOGWILD ->
                new HogwildRule(
                        DeltaScale.of(gossip.deltaScale()).with(() -> rate.at(work.steps())), gossip.tolerance());
            case PAIRWISE -> new PairwiseRule();
            case PUSH_SUM -> new PushSumRule();
        };
        TokenTiming timing = gossip.timing(config.peers().size());
        GossipSettings settings =
                GossipSettings.of(timing, config.recovery().budget().toNanos());
        GossipAgent agent = new GossipAgent(settings, rule, work, trainee.parameters(), updater.state());
        return new GossipExchange(
                this,
                presence.id(),
                agent,
                work,
                trainee.parameters().byteSize(),
                new Steps(),
                gossip.maxStaleness(),
                config.training().stepTimeout().toNanos());
    }

    @Override
    public MemorySegment source() {
        return source;
    }

    @Override
    public Opened open(int broken, RingBrokenException cause) {
        if (cause == null) {
            mending.forget();
        } else {
            mending.begin(System.nanoTime());
            hurry();
        }
        closeGeneration();
        mending.onDone(Mending.Part.CLOSED);
        View view =
                cause == null ? presence.enter() : presence.views().after(Math.max(broken, newestGeneration), cause);
        mending.onDone(Mending.Part.VIEWED);
        newestGeneration = view.generation();
        present = view;
        Generation prepared = next.take(view);
        generation =
                prepared == null ? new Generation(config, presence, memory, drivers, watch, mending, view) : prepared;
        presence.counters().onView(view.generation(), generation.rank());
        if (prepared == null) {
            generation.open();
        } else {
            mending.onDone(Mending.Part.CONNECTED);
            mending.onDone(Mending.Part.LINKED);
        }
        Target target = target(view);
        mending.onDone(Mending.Part.MAPPED);
        if (config.mode() == Mode.RING) {
            next.onPresent(view);
        }
        if (generation.isNextHolder()) {
            drivers.standBy(view.generation(), presence.id());
        }
        return new Opened(generation.collectives(), target);
    }

    /** The others wait for this thread until the step is committed; in other modes they do not. */
    private void hurry() {
        if (config.mode() == Mode.RING) {
            PromptThread.request();
        }
    }

    /** Beside the present one, on a thread of its own. */
    private Generation prepare(View view) {
        view.members().stream()
                .filter(member -> !present.has(member.id(), member.incarnation()))
                .forEach(member -> presence.signs().onNewProcess(member.id(), System.nanoTime()));
        Generation prepared = new Generation(config, presence, memory, drivers, watch, new Mending(), view);
        beingPrepared = prepared;
        try {
            return prepared.open();
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    /** The one that there is, if nobody is left behind who may write into it. */
    private Target target(View view) {
        Target again = targets.reusable(view);
        if (again != null) {
            generation.adopt(targetWindow);
            return again;
        }
        Window window = reserve == null ? null : reserve.take();
        if (window == null) {
            window = generation.window(targetBytes());
        } else {
            generation.adopt(window);
        }
        targetWindow = window;
        return targets.keep(view, window.memory(), window::close);
    }

    private long targetBytes() {
        long reducedBytes = config.mode() == Mode.CENTRAL ? 0 : gradientBytes; // there nothing is reduced
        return RingSupply.targetBytes(reducedBytes, config.peers().size());
    }

    private void closeGeneration() {
        if (generation != null) {
            presence.counters().onState(PeerState.RECOVERING);
            presence.counters().onRingClosed(generation.tally());
            generation.close();
        }
    }

    @Override
    public void requireEnough(Ring ring, boolean isBeginning) {
        watch.onWaiting(ring, ring.rank(), -1, 0); // steps without any wait would never notice another view
        int least = isBeginning ? config.peers().size() : config.recovery().minPeers();
        int there = isBeginning ? ring.size() : workersAmong(ring);
        if (there >= least) {
            return;
        }
        Duration limit =
                isBeginning ? config.start().timeout() : config.recovery().joinTimeout();
        LOG.info(
                "waiting {} s for peers to join: {} of {} are there, {} are needed",
                limit.toSeconds(),
                ring.size(),
                config.peers().size(),
                least);
        long deadlineNs = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - deadlineNs < 0) {
            watch.onWaiting(ring, ring.rank(), -1, 0);
            LockSupport.parkNanos(POLL_NS);
        }
        if (isBeginning && presence.views().obstacle().isPresent()) {
            throw new RondoException("waited " + limit.toSeconds() + " s (start.timeout) for "
                    + presence.views().obstacle().get());
        }
        throw new TooFewPeersException(
                "only " + ring.size() + " of " + config.peers().size() + " peers are left, "
                        + (isBeginning ? "and the run begins with all" : "recovery.minPeers is " + least)
                        + ": none came within " + limit.toSeconds()
                        + " s; start again with --resume when there are enough");
    }

    private int workersAmong(Ring ring) {
        return (int) IntStream.range(0, ring.size())
                .filter(rank -> !isServer(ring, rank))
                .count();
    }

    private final class Steps implements StepWatch {
        @Override
        public void onStep(long step) {
            watch.onStep(step);
        }

        @Override
        public void onExchanging(long step) {
            presence.announce(step, Activity.EXCHANGING);
        }

        @Override
        public void onIdle(Ring ring) {
            watch.onWaiting(ring, ring.successor(), 0, 0);
        }

        @Override
        public void onPromptThread() {
            PromptThread.request();
        }

        @Override
        public void onWaiting(Ring ring, int rank, long waitedNs) {
            watch.onWaiting(ring, rank, 0, waitedNs);
        }

        @Override
        public void onRecovered(Ring ring, long sinceBreakNs) {
            presence.counters().onRecovered();
            mending.onDone(Mending.Part.AGREED);
            mending.noticed(sinceBreakNs);
            mended = ring;
            if (config.mode() != Mode.RING) { // it has no step in common that would tell
                tellMended();
            }
        }

        @Override
        public void onTransferred(Ring ring, long ns) {
            transferNs = ns;
            LOG.debug("the state was passed on in {} ms", TimeUnit.NANOSECONDS.toMillis(ns));
        }

        @Override
        public void onClosing(Ring ring) {
            watch.onClosing(ring);
        }
    }

    /** So many steps are committed, with this as the last one's outcome; this peer is busy on its own. */
    void onStep(long steps, StepOutcome outcome) {
        String parts = mending.committed();
        if (parts != null && mended != null) {
            PromptThread.relent();
            tellMended();
            LOG.debug(
                    "mended generation={} step={} noticedNs={} ms: {}",
                    newestGeneration,
                    steps,
                    mending.noticedNs(),
                    parts);
        }
        if (reserve != null) {
            reserve.fill();
        }
        presence.announce(steps, Activity.COMPUTING);
        presence.counters().onStep(steps, outcome, gradientBytes, generation.tally());
    }

    private void tellMended() {
        if (leadsHost()) {
            long milliseconds = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - mending.noticedNs());
            events.accept(new PeerEvent.Recovered(presence.id(), mended.generation(), mended.peers(), milliseconds));
        }
        mended = null;
    }

    /** What a newcomer will do on the ring, with nobody but itself. */
    void rehearse() {
        TransportKind kind = config.transport().kind() == TransportKind.UDP
                ? TransportKind.IPC // its port is not to be taken before it is a member
                : config.transport().kind();
        RingRehearsal.run(memory.directory().resolve("rehearsal-" + presence.id()), PathSettings.of(kind));
        if (reserve != null) {
            reserve.fill();
        }
    }

    /** Others train already: this peer will join them. */
    boolean isRunUnderWay() {
        return presence.isRunUnderWay();
    }

    /** This peer, a newcomer, has contributed to the step of this number, from 1. */
    PeerEvent joined(long step) {
        long sinceJoinMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - presence.joinNs());
        long sinceStartMs = ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> System.currentTimeMillis() - start.toEpochMilli())
                .orElse(0L);
        return new PeerEvent.Joined(
                presence.id(),
                newestGeneration,
                step,
                sinceJoinMs,
                sinceStartMs,
                TimeUnit.NANOSECONDS.toMillis(transferNs));
    }

    /** True in one worker of each host: it tells what all of them would tell. */
    boolean leadsHost() {
        Ring ring = generation.ring();
        return !isServer(ring, ring.rank()) && workersBefore(ring, ring.leaderOf(ring.rank())) == 0;
    }

    /** Rank of this peer among those that train. */
    int rankOfWorker() {
        return workersBefore(generation.ring(), 0);
    }

    private int workersBefore(Ring ring, int firstRank) {
        return (int) IntStream.range(firstRank, ring.rank())
                .filter(rank -> !isServer(ring, rank))
                .count();
    }

    private boolean isServer(Ring ring, int rank) {
        return config.peer(ring.peerAt(rank)).isServer();
    }

    int id() {
        return presence.id();
    }

    /** Rank of this peer in the newest ring. */
    int rank() {
        return generation.rank();
    }

    /** True when nobody else in the newest ring trains. */
    boolean isLast() {
        return workersAmong(generation.ring()) == 1;
    }

    /** Leaves between two steps: when the others have a view without this peer they do not need its ring any more. */
    void leave() {
        presence.sayGoodBye();
        long deadlineNs = System.nanoTime() + config.recovery().timeouts().partingNs();
        while (presence.newestGeneration() <= newestGeneration && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        LockSupport.parkNanos(PARTING_NS);
        hasLeft = true;
    }

    /** Says good-bye. The holder of the data driver stays until the others have left or fallen silent. */
    @Override
    public void close() {
        if (beingPrepared != null) {
            watch.onClosing(beingPrepared.ring());
        }
        next.take(null);
        boolean waits = generation != null && generation.holdsDriver() && !hasLeft;
        if (!waits) {
            closeGeneration();
        }
        presence.sayGoodBye();
        if (waits) {
            long deadlineNs = System.nanoTime() + config.recovery().timeouts().partingNs();
            while (!presence.isAlone() && System.nanoTime() - deadlineNs < 0) {
                LockSupport.parkNanos(POLL_NS);
            }
            generation.close();
        }
        drivers.close();
        if (reserve != null) {
            reserve.close();
        }
        LockSupport.parkNanos(POLL_NS); // the keeper sends the last beat
        keeper.close();
        presence.close();
        arena.close();
    }
}
