package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
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
import io.rondo.peer.train.RingSupply;
import io.rondo.peer.train.RunState;
import io.rondo.peer.train.StepOutcome;
import io.rondo.peer.train.StepWatch;
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
    private final Consumer<PeerEvent> events;
    private final long gradientBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment source; // this peer's gradients
    private Generation generation; // null before the first ring
    private int newestGeneration; // that was opened, or tried
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
        this.gradientBytes = parameterCount * Float.BYTES;
        this.source = arena.allocate(gradientBytes, ALIGNMENT_BYTES);
        this.presence = new Presence(config, options, memory, keeper);
        this.watch = new LifeWatch(
                presence.signs(),
                presence.membership(),
                Pace.OF_PROCESS,
                config.training().stepTimeout().toNanos());
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
        closeGeneration();
        View view =
                cause == null ? presence.enter() : presence.views().after(Math.max(broken, newestGeneration), cause);
        newestGeneration = view.generation();
        generation = new Generation(config, presence, memory, keeper, watch, view);
        presence.counters().onView(view.generation(), generation.rank());
        return generation.open(config.mode() == Mode.CENTRAL ? 0 : gradientBytes); // there nothing is reduced
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
            if (leadsHost()) {
                long milliseconds = TimeUnit.NANOSECONDS.toMillis(sinceBreakNs);
                events.accept(new PeerEvent.Recovered(presence.id(), ring.generation(), ring.peers(), milliseconds));
            }
        }

        @Override
        public void onClosing(Ring ring) {
            watch.onClosing(ring);
        }
    }

    /** So many steps are committed, with this as the last one's outcome; this peer is busy on its own. */
    void onStep(long steps, StepOutcome outcome) {
        presence.announce(steps, Activity.COMPUTING);
        presence.counters().onStep(steps, outcome, gradientBytes, generation.tally());
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
        return new PeerEvent.Joined(presence.id(), newestGeneration, step, sinceJoinMs, sinceStartMs);
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
        LockSupport.parkNanos(POLL_NS); // the keeper sends the last beat
        keeper.close();
        presence.close();
        arena.close();
    }
}
