package io.rondo.peer.simulation;

import io.rondo.membership.Member;
import io.rondo.membership.View;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.simulation.Happening.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A run of several peers and a membership service in virtual time. All that happens follows from the seed: how many they
 * are, what the network does, who dies, freezes or is cut off and when.
 */
final class SimulatedWorld {
    private static final long MS = Timeline.MS;
    static final long BUDGET_NS = 1000 * MS;
    static final long STEP_TIMEOUT_NS = 8_000 * MS;
    private static final long END_NS = 60_000 * MS;
    static final int LEAST_EVENTS = 300;
    private static final int MOST_EVENTS = 100_000;
    /** Then all are there. */
    private static final long START_NS = 180 * MS;

    private static final long FAULTS_WITHIN_NS = 1500 * MS;
    /** No run is over so soon: at least two faults fall upon each. */
    private static final long SURELY_WITHIN_NS = 150 * MS;

    private static final String[] PARTITIONS = {
        "shuffle", "shuffle", "disjoint_contiguous", "disjoint_round_robin", "disjoint_random"
    };

    private final Random random;
    private final Flaw flaw;
    private final Workshop workshop;
    private final RondoConfig config;
    private final List<Integer> ids;
    private final View all;
    private final Timeline timeline = new Timeline();
    private final SimulatedNetwork network;
    private final SimulatedAuthority authority;
    private final Invariants invariants = new Invariants(this);
    private final List<SimulatedPeer> peers = new ArrayList<>(); // by id, the newest process of each
    private final SimulatedRing.Path path;
    private final long slownessNs;
    private final SimulationTrace trace; // null: not wanted
    private long stalledUntilNs;
    private long disturbedNs;
    private long computingNs;
    private long[] cutUntilNs;
    private int events;
    private int faults;
    private int running;

    SimulatedWorld(long seed, Flaw flaw, Workshop workshop, boolean isTraced) {
        this.random = new Random(seed);
        random.nextLong(); // neighbouring seeds start alike
        this.flaw = flaw;
        this.workshop = workshop;
        this.trace = isTraced ? new SimulationTrace(this) : null;
        int size = 3 + random.nextInt(5);
        this.config = workshop.config(size, 1 + random.nextInt(3), PARTITIONS[random.nextInt(PARTITIONS.length)]);
        this.ids = IntStream.range(0, size).boxed().toList();
        List<Member> members =
                ids.stream().map(id -> new Member(id, "h" + id, 1)).toList();
        this.all = new View("job", 0, members);
        this.path = random.nextBoolean() ? SimulatedRing.Path.WINDOW : SimulatedRing.Path.CONVEYOR;
        this.slownessNs = (25 + random.nextInt(60)) * MS;
        this.cutUntilNs = new long[size];
        workshop.clear();
        this.network = new SimulatedNetwork(timeline, random, size);
        this.authority = new SimulatedAuthority(this, members, clock());
        for (int id : ids) {
            peers.add(new SimulatedPeer(this, id, 0, clock(), all));
            running++;
            timeline.in(random.nextLong(50 * MS), Kind.START, id, "", peers.get(id)::start);
        }
        int planned = 2 + random.nextInt(5);
        for (int i = 0; i < planned; i++) {
            new Fault(this).plan(i < 2 ? SURELY_WITHIN_NS : FAULTS_WITHIN_NS);
        }
    }

    private Clock clock() {
        return new Clock(timeline, random.nextLong(), 0.98 + random.nextInt(5) * 0.01);
    }

    /** @throws AssertionError when an invariant breaks */
    void run() {
        try {
            while (running > 0) {
                Happening event = timeline.next();
                Invariants.require(event.atNs() <= END_NS, "the run does not end");
                long heldUntilNs = heldUntilNs(event);
                if (heldUntilNs > timeline.nowNs()) {
                    timeline.put(event, heldUntilNs);
                    continue;
                }
                events++;
                Invariants.require(events < MOST_EVENTS, "the run has no end");
                event.action().run();
                if (trace != null) {
                    trace.note(event);
                }
                invariants.afterEvery(event);
            }
        } finally {
            peers.forEach(SimulatedPeer::crash);
        }
    }

    /** A process that stands still does nothing. */
    private long heldUntilNs(Happening event) {
        if (event.kind().isFault()) {
            return 0;
        }
        return event.at() == network.authority()
                ? stalledUntilNs
                : peers.get(event.at()).frozenUntilNs();
    }

    void sendFrame(int from, int to, Frame frame) {
        network.data(from, to, frame, () -> peer(to).onFrame(frame));
    }

    void sendBeat(int from, int to, SimulatedPeer.Beat beat) {
        network.datagram(Kind.BEAT, from, to, beat, () -> peer(to).onBeat(from, beat));
    }

    long startNs() {
        return START_NS;
    }

    /** Whether the world has seen enough for everybody to be gone. */
    boolean mayEnd() {
        return events >= LEAST_EVENTS;
    }

    /** Processes that live and mean to stay. */
    long stayingCount() {
        return peers.stream().filter(peer -> peer.isUp() && !peer.isLeaving()).count();
    }

    /** The first process at this number or behind it that lives, or null. */
    SimulatedPeer livingFrom(int number) {
        for (int i = 0; i < peers.size(); i++) {
            SimulatedPeer peer = peers.get((number + i) % peers.size());
            if (peer.isUp()) {
                return peer;
            }
        }
        return null;
    }

    /** Until when the authority stands still. */
    void stall(long untilNs) {
        stalledUntilNs = Math.max(stalledUntilNs, untilNs);
    }

    /** Nobody is blamed for what follows at once. */
    void onDisturbed() {
        disturbedNs = timeline.nowNs();
    }

    void onFault() {
        faults++;
        onDisturbed();
    }

    /** Out of reach for somebody. */
    void onCut(int id, long untilNs) {
        cutUntilNs[id] = Math.max(cutUntilNs[id], untilNs);
    }

    boolean isFrozen(SimulatedPeer peer) {
        return peer.frozenUntilNs() > timeline.nowNs();
    }

    /** This peer may be waiting for good reason until then. */
    long excusedUntilNs(SimulatedPeer peer) {
        long nowNs = timeline.nowNs();
        for (SimulatedPeer other : peers) {
            if (other.isUp() && other.isComputing() && !isFrozen(other)) {
                computingNs = nowNs;
            }
        }
        if (stalledUntilNs > nowNs || cutUntilNs[peer.id()] > nowNs || authority.hasNobody()) {
            return nowNs;
        }
        return Math.max(disturbedNs, computingNs);
    }

    /** The launcher starts a process for the dead one. */
    void restartIn(long ns, SimulatedPeer dead) {
        running++;
        timeline.in(ns, Kind.RESTART, dead.id(), "", () -> {
            onDisturbed();
            network.onDeath(dead.id()); // what was sent to the dead one meanwhile
            SimulatedPeer anew = new SimulatedPeer(this, dead.id(), dead.incarnation(), clock(), all);
            peers.set(dead.id(), anew);
            anew.start();
        });
    }

    void onEnded(SimulatedPeer peer) {
        running--;
    }

    void note(String what) {
        if (trace != null) {
            trace.note(what);
        }
    }

    /** What everybody takes for the recovery budget. */
    long patienceNs() {
        return flaw == Flaw.SILENCE_IS_NOTICED_LATE ? 4 * BUDGET_NS : BUDGET_NS;
    }

    long computeNs() {
        return slownessNs / 2 + random.nextLong(slownessNs);
    }

    Random random() {
        return random;
    }

    Flaw flaw() {
        return flaw;
    }

    Timeline timeline() {
        return timeline;
    }

    SimulatedNetwork network() {
        return network;
    }

    SimulatedAuthority authority() {
        return authority;
    }

    Invariants invariants() {
        return invariants;
    }

    SimulatedMemory memory() {
        return workshop.memory();
    }

    Workshop workshop() {
        return workshop;
    }

    RondoConfig config() {
        return config;
    }

    List<Integer> ids() {
        return ids;
    }

    SimulatedRing.Path path() {
        return path;
    }

    List<SimulatedPeer> peers() {
        return peers;
    }

    /** The newest process of this id. */
    SimulatedPeer peer(int id) {
        return peers.get(id);
    }

    int events() {
        return events;
    }

    int faults() {
        return faults;
    }

    String trace() {
        return trace.toString();
    }
}
