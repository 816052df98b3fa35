package io.rondo.hogwild.token;

import io.rondo.hogwild.token.SimulatedPeer.Delta;
import io.rondo.hogwild.token.SimulatedPeer.TokenRingMaker;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Peers, a network that loses, delays and doubles, and a membership that takes dead and frozen peers out, lets others join
 * and renews views: all of it drawn from a seed. After every event {@link TokenInvariants} are checked.
 *
 * <p>A view change has two parts, as over real links: each member closes the old view, at a time of its own; when all
 * living ones have, they tell each other which offers they have taken in, and each opens the new view, at a time of its
 * own.
 */
final class SimulatedRing implements SimulatedPeer.Network {
    static final long MS = 1_000_000;
    static final long BUDGET_NS = 120 * MS;
    private static final long END_NS = 420 * MS;
    private static final long QUIET_FROM_NS = 260 * MS;
    private static final long RESEND_NS = 4 * MS;
    private static final long TICK_NS = 2 * MS;
    private static final long LONGEST_STEP_NS = 7 * MS;
    private static final long LONGEST_DELAY_NS = 3 * MS;
    private static final long LONGEST_DETECTION_NS = 30 * MS;

    private final SplittableRandom random;
    private final TokenRingMaker maker;
    private final TokenTiming timing;
    private final TokenTrace trace; // null when nothing is recorded
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<SimulatedPeer> peers = new ArrayList<>();
    private final TokenInvariants invariants;
    private final double lossRate;
    private final int slots;
    private List<SimulatedPeer> view = List.of();
    private int generation;
    private boolean isOpening;
    private long nowNs;
    private long sequence;
    private int faults;

    /** What happens, in the order of time; equal times in the order they were planned in. */
    private record Event(long atNs, long sequence, String kind, SimulatedPeer peer, Runnable act)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    SimulatedRing(long seed, TokenRingMaker maker, TokenTrace trace) {
        this.random = new SplittableRandom(seed);
        this.maker = maker;
        this.trace = trace;
        this.timing = new TokenTiming(1 + random.nextInt(2));
        this.lossRate = random.nextInt(3) * 0.1;
        this.slots = 1 + (random.nextInt(4) == 0 ? random.nextInt(3) : 0);
        int size = 2 + random.nextInt(5);
        for (int id = 0; id < size; id++) {
            add();
        }
        this.invariants = new TokenInvariants(peers, slots);
        plan(0, "view", null, () -> announce(List.copyOf(peers)));
        planFaults();
    }

    private SimulatedPeer add() {
        SimulatedPeer peer = new SimulatedPeer(peers.size(), maker, timing, RESEND_NS, this);
        peers.add(peer);
        planStep(peer);
        planTick(peer);
        return peer;
    }

    private void planFaults() {
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            long atNs = 10 * MS + random.nextLong(QUIET_FROM_NS - LONGEST_DETECTION_NS * 3);
            switch (random.nextInt(5)) {
                case 0, 1 -> plan(atNs, "crash", null, this::crash);
                case 2 -> plan(atNs, "freeze", null, this::freeze);
                case 3 -> plan(atNs, "renew", null, () -> announce(living()));
                default -> plan(atNs, "join", null, this::join);
            }
        }
    }

    void run() {
        while (!events.isEmpty() && events.peek().atNs() <= END_NS) {
            Event event = events.poll();
            nowNs = event.atNs();
            event.act().run();
            if (trace != null) {
                trace.note(nowNs, event.kind(), event.peer());
            }
            invariants.check(nowNs, view, generation);
        }
        invariants.checkEnd();
    }

    private void plan(long inNs, String kind, SimulatedPeer peer, Runnable act) {
        events.add(new Event(nowNs + inNs, sequence++, kind, peer, act));
    }

    private void planStep(SimulatedPeer peer) {
        plan(1 + random.nextLong(LONGEST_STEP_NS), "step", peer, () -> {
            if (isAwake(peer)) {
                peer.steps++;
                peer.ring.onSteps(peer.steps);
                peer.ring.tick(nowNs);
            }
            if (peer.isAlive) {
                planStep(peer);
            }
        });
    }

    private void planTick(SimulatedPeer peer) {
        plan(TICK_NS, "tick", peer, () -> {
            if (isAwake(peer)) {
                peer.ring.tick(nowNs);
            }
            if (peer.isAlive) {
                planTick(peer);
            }
        });
    }

    private boolean isAwake(SimulatedPeer peer) {
        return peer.isAlive && nowNs >= peer.frozenUntilNs;
    }

    private List<SimulatedPeer> living() {
        return view.stream().filter(peer -> peer.isAlive).toList();
    }

    private SimulatedPeer any(List<SimulatedPeer> among) {
        return among.get(random.nextInt(among.size()));
    }

    /** As often as not the one that has a token in its hands. */
    private SimulatedPeer victim() {
        List<SimulatedPeer> holders =
                living().stream().filter(peer -> peer.ring.isHere(0)).toList();
        return any(holders.isEmpty() || random.nextBoolean() ? living() : holders);
    }

    private void crash() {
        if (living().size() > 1) {
            faults++;
            SimulatedPeer victim = victim();
            victim.isAlive = false;
            plan(1 + random.nextLong(LONGEST_DETECTION_NS), "view", null, () -> announce(living()));
        }
    }

    /** Longer than the membership waits, or shorter; the evicted thaws in its old view. */
    private void freeze() {
        if (living().size() > 1) {
            faults++;
            SimulatedPeer victim = victim();
            long lastsNs = random.nextLong(2 * LONGEST_DETECTION_NS);
            victim.frozenUntilNs = nowNs + lastsNs;
            if (lastsNs >= LONGEST_DETECTION_NS) {
                plan(LONGEST_DETECTION_NS, "view", null, () -> announce(without(victim)));
            }
        }
    }

    private List<SimulatedPeer> without(SimulatedPeer evicted) {
        List<SimulatedPeer> rest =
                living().stream().filter(peer -> peer != evicted).toList();
        return rest.isEmpty() ? living() : rest;
    }

    private void join() {
        faults++;
        List<SimulatedPeer> members = new ArrayList<>(living());
        members.add(random.nextInt(members.size() + 1), add());
        announce(members);
    }

    private void announce(List<SimulatedPeer> members) {
        if (members.isEmpty() || (members.equals(view) && members.stream().anyMatch(p -> !p.isAlive))) {
            return;
        }
        view = members;
        generation++;
        isOpening = false;
        int announced = generation;
        for (SimulatedPeer member : members) {
            plan(random.nextLong(4 * MS), "close", member, () -> close(member, announced));
        }
    }

    private void close(SimulatedPeer peer, int announced) {
        if (announced != generation) {
            return; // a newer view is on its way
        }
        if (nowNs < peer.frozenUntilNs) {
            plan(peer.frozenUntilNs - nowNs, "close", peer, () -> close(peer, announced));
            return;
        }
        peer.ring.close();
        peer.isOpen = false;
        peer.closedFor = announced;
        boolean isReady = view.stream().allMatch(member -> member.isAlive && member.closedFor == announced);
        if (isReady && !isOpening) {
            isOpening = true;
            List<Turn> accepted = acceptedByAny();
            for (SimulatedPeer member : view) {
                plan(random.nextLong(3 * MS), "open", member, () -> open(member, announced, accepted));
            }
        }
    }

    /** What the members tell each other before they open. */
    private List<Turn> acceptedByAny() {
        List<Turn> accepted = new ArrayList<>();
        for (SimulatedPeer member : view) {
            for (int slot = 0; slot < slots; slot++) {
                accepted.add(member.ring.accepted(slot));
            }
        }
        return accepted;
    }

    private void open(SimulatedPeer peer, int announced, List<Turn> accepted) {
        if (announced != generation || !peer.isAlive) {
            return;
        }
        Turn openOffer = peer.ring.openOffer();
        Delta delta = peer.offer;
        List<SimulatedPeer> members = view;
        peer.isOpen = true;
        peer.generation = announced;
        long basisBefore = peer.basis;
        peer.ring.open(announced, members.indexOf(peer), members.size(), slots, 0, accepted.contains(openOffer), nowNs);
        if (openOffer != null && peer.basis > basisBefore) {
            boolean isSomewhere = members.stream().anyMatch(m -> m.hasTaken(peer.id, delta.to()));
            if (!isSomewhere) {
                throw new AssertionError("a delta is given up though nobody has it: peer " + peer.id);
            }
        }
    }

    @Override
    public void send(SimulatedPeer from, TokenMessage message, Turn turn, int toRank) {
        if (from.generation != generation) {
            return; // its links lead to peers that have closed theirs
        }
        SimulatedPeer to = view.get(toRank);
        int copies = random.nextDouble() < lossRate ? 0 : random.nextDouble() < lossRate ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            plan(random.nextLong(LONGEST_DELAY_NS), message.name(), to, () -> arrive(to, message, turn));
        }
    }

    private void arrive(SimulatedPeer to, TokenMessage message, Turn turn) {
        if (to.isAlive && nowNs < to.frozenUntilNs) {
            plan(to.frozenUntilNs - nowNs, message.name(), to, () -> arrive(to, message, turn));
        } else if (to.isAlive) {
            to.ring.onMessage(message, turn, nowNs);
        }
    }

    @Override
    public Delta offerOf(Turn turn) {
        return peers.stream()
                .filter(peer -> turn.equals(peer.offered))
                .map(peer -> peer.offer)
                .findFirst()
                .orElse(null);
    }

    @Override
    public boolean isEvicted(SimulatedPeer peer) {
        return !view.contains(peer);
    }

    int faultCount() {
        return faults;
    }

    long eventCount() {
        return sequence - events.size();
    }

    int viewCount() {
        return generation;
    }

    int exchangeCount() {
        return peers.stream().mapToInt(peer -> peer.settled).sum();
    }
}
