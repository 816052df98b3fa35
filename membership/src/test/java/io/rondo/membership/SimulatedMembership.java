package io.rondo.membership;

import io.rondo.membership.SimulatedEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A machine and its peers in virtual time, with a network between them that delays, loses, repeats and reorders, and with
 * crashes, freezes, cut links, accusations and stalls of the machine itself. All of it follows from the seed.
 */
final class SimulatedMembership {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    static final long BUDGET_NS = 1000 * MS;
    static final long DETECT_AFTER_NS = 600 * MS;
    private static final long TICK_INTERVAL_NS = 20 * MS;
    private static final long TALK_INTERVAL_NS = 80 * MS;
    private static final long END_NS = 4000 * MS;
    private static final long MAX_DELAY_NS = 400 * MS;
    private static final long UNNOTICED_STALL_NS = DETECT_AFTER_NS / 4;

    private final Random random;
    private final long epochNs; // the machine's clock may start anywhere
    private final PriorityQueue<SimulatedEvent> events = new PriorityQueue<>();
    private final List<View> views = new ArrayList<>(); // by generation, from 1
    private final List<ModelPeer> peers = new ArrayList<>();
    private final MembershipMachine machine;
    private final MembershipInvariants invariants;
    private final SimulationTrace trace; // null: not wanted
    private final double loss;
    private long stalledUntilNs;
    private long freshNs;
    private long tickedNs;
    private long nowNs;
    private int eventCount;
    private int faultCount;

    SimulatedMembership(long seed, Function<List<Member>, MembershipMachine> maker, boolean isTraced) {
        random = new Random(seed);
        random.nextLong(); // neighbouring seeds start alike
        epochNs = random.nextLong();
        loss = random.nextInt(3) * 0.05;
        trace = isTraced ? new SimulationTrace() : null;
        List<Member> configured = new ArrayList<>();
        int size = 3 + random.nextInt(5);
        for (int i = 0; i < size; i++) {
            int id = (i * 5 + 3) % 8; // not sorted
            configured.add(new Member(id, "h" + id, 1));
            peers.add(new ModelPeer(id, TALK_INTERVAL_NS * (80 + random.nextInt(40)) / 100));
        }
        machine = maker.apply(configured);
        invariants = new MembershipInvariants(machine, configured, DETECT_AFTER_NS, epochNs);
        at(0, Kind.TICK, -1, 0, 0, -1);
        for (int i = 0; i < size; i++) {
            at(random.nextInt(300) * MS, Kind.TALK, i, peers.get(i).incarnation, 0, -1);
        }
        int faults = 2 + random.nextInt(6);
        for (int i = 0; i < faults; i++) {
            planFault();
        }
    }

    private void planFault() {
        Kind[] kinds = {Kind.CRASH, Kind.CRASH, Kind.FREEZE, Kind.FREEZE, Kind.CUT, Kind.STALL};
        Kind kind = kinds[random.nextInt(kinds.length)];
        at(random.nextInt(3500) * MS, kind, random.nextInt(peers.size()), 0, (20 + random.nextInt(1500)) * MS, -1);
        faultCount++;
    }

    /** @throws AssertionError when an invariant breaks */
    void run() {
        while (!events.isEmpty() && events.peek().atNs() <= END_NS) {
            SimulatedEvent event = events.poll();
            nowNs = event.atNs();
            if (event.kind().isForMachine() && nowNs < stalledUntilNs) {
                at(
                        stalledUntilNs - nowNs,
                        event.kind(),
                        event.peer(),
                        event.incarnation(),
                        event.number(),
                        event.other());
                continue;
            }
            eventCount++;
            View before = machine.view();
            try {
                if (event.kind().isForMachine()) {
                    tellMachine(event);
                } else {
                    happen(event);
                }
            } finally {
                if (trace != null) {
                    trace.note(event, peers, before, machine.view());
                }
            }
            if (machine.view() != before) {
                publish(machine.view());
            }
        }
    }

    int eventCount() {
        return eventCount;
    }

    int faultCount() {
        return faultCount;
    }

    int viewCount() {
        return views.size();
    }

    String trace() {
        return trace.toString();
    }

    private void tellMachine(SimulatedEvent event) {
        long atNs = epochNs + nowNs;
        int id = event.peer() < 0 ? -1 : peers.get(event.peer()).id;
        int generation = (int) event.number();
        switch (event.kind()) {
            case TICK -> {
                machine.tick(atNs);
                invariants.onTick(atNs);
                requireTheDeadAreOut();
                at(TICK_INTERVAL_NS, Kind.TICK, -1, 0, 0, -1);
            }
            case JOIN -> {
                machine.join(id, event.incarnation(), atNs);
                invariants.onJoin(id, event.incarnation(), atNs);
                tell(event.peer());
            }
            case ALIVE -> {
                machine.alive(id, event.incarnation(), atNs);
                invariants.onAlive(id, event.incarnation(), atNs);
                if (random.nextInt(4) == 0) {
                    tell(event.peer());
                }
            }
            case LOST -> {
                machine.lost(id, event.incarnation(), atNs);
                invariants.onGone(id, event.incarnation(), atNs);
            }
            case LEAVE -> {
                machine.leave(id, event.incarnation(), atNs);
                invariants.onGone(id, event.incarnation(), atNs);
            }
            case ACCUSE -> {
                if (isMember(id, event.incarnation())) { // as the server does
                    machine.accuse(generation, id, peers.get(event.other()).id, atNs);
                    invariants.onAccuse(generation, id, peers.get(event.other()).id, atNs);
                }
            }
            case RENEW -> {
                if (isMember(id, event.incarnation())) {
                    machine.renew(generation, id, atNs);
                    invariants.onRenew(generation, id, atNs);
                }
            }
            default -> throw new IllegalStateException(event.kind() + " is not for the machine");
        }
    }

    private boolean isMember(int id, long incarnation) {
        return machine.view() != null && machine.view().has(id, incarnation);
    }

    private void happen(SimulatedEvent event) {
        ModelPeer peer = event.peer() < 0 ? null : peers.get(event.peer());
        long durationNs = event.number();
        switch (event.kind()) {
            case TALK -> talk(event.peer(), peer, event.incarnation());
            case VIEW -> {
                if (nowNs < peer.frozenUntilNs) { // it reads when it thaws
                    at(peer.frozenUntilNs - nowNs, Kind.VIEW, event.peer(), 0, event.number(), -1);
                } else if (peer.isUp && nowNs >= peer.cutUntilNs) {
                    peer.onView((int) event.number(), views);
                }
            }
            case CRASH -> {
                if (peer.isUp) {
                    peer.isUp = false;
                    if (random.nextInt(4) != 0) { // else its host died: nobody closes its lifeline
                        send(Kind.LOST, event.peer(), peer.processIncarnation, 0, -1);
                    }
                    at(durationNs, Kind.RESTART, event.peer(), 0, 0, -1);
                }
            }
            case RESTART -> {
                peer.restart();
                at(0, Kind.TALK, event.peer(), peer.processIncarnation, 0, -1);
            }
            case FREEZE -> peer.frozenUntilNs = Math.max(peer.frozenUntilNs, nowNs + durationNs);
            case CUT -> peer.cutUntilNs = Math.max(peer.cutUntilNs, nowNs + durationNs);
            case STALL -> stalledUntilNs = Math.max(stalledUntilNs, nowNs + durationNs);
            default -> throw new IllegalStateException(event.kind() + " is for the machine");
        }
    }

    /** What a peer does every now and then, until its process ends. */
    private void talk(int index, ModelPeer peer, long process) {
        if (!peer.isUp || peer.processIncarnation != process) {
            return;
        }
        if (nowNs < peer.frozenUntilNs) {
            at(peer.frozenUntilNs - nowNs, Kind.TALK, index, process, 0, -1);
            return;
        }
        send(peer.isMember ? Kind.ALIVE : Kind.JOIN, index, peer.incarnation, 0, -1);
        int whim = random.nextInt(400);
        if (whim < 3) {
            send(Kind.ACCUSE, index, peer.incarnation, peer.generation, random.nextInt(peers.size()));
            faultCount++;
        } else if (whim < 5) {
            send(Kind.RENEW, index, peer.incarnation, peer.generation, -1);
        } else if (whim < 6 && peer.isMember) {
            send(Kind.LEAVE, index, peer.incarnation, 0, -1);
        }
        at(peer.intervalNs, Kind.TALK, index, process, 0, -1);
    }

    private void send(Kind kind, int index, long incarnation, long number, int other) {
        if (nowNs < peers.get(index).cutUntilNs || random.nextDouble() < loss) {
            return;
        }
        peers.get(index).sentNs = nowNs;
        int copies = random.nextInt(20) == 0 ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            at(delayNs(), kind, index, incarnation, number, other);
        }
    }

    private long delayNs() {
        return random.nextInt(25) == 0 ? random.nextInt((int) MAX_DELAY_NS) : random.nextInt((int) (20 * MS));
    }

    private void publish(View view) {
        views.add(view);
        for (int i = 0; i < peers.size(); i++) {
            tell(i);
        }
    }

    private void tell(int index) {
        if (machine.view() != null && nowNs >= peers.get(index).cutUntilNs && random.nextDouble() >= loss) {
            at(delayNs(), Kind.VIEW, index, 0, machine.view().generation(), -1);
        }
    }

    /** The promise as the world sees it: nobody stays in the view who has not sent anything for too long. */
    private void requireTheDeadAreOut() {
        if (nowNs - tickedNs > UNNOTICED_STALL_NS) {
            freshNs = nowNs;
        }
        tickedNs = nowNs;
        if (machine.view() == null || machine.members().isEmpty()) {
            return;
        }
        for (ModelPeer peer : peers) {
            long dueNs = Math.max(peer.sentNs + MAX_DELAY_NS + UNNOTICED_STALL_NS, freshNs)
                    + DETECT_AFTER_NS
                    + 2 * TICK_INTERVAL_NS;
            boolean isOut = machine.view().rankOf(peer.id) < 0;
            MembershipInvariants.require(isOut || nowNs <= dueNs, "dead, and in the view: " + peer.id);
        }
    }

    private void at(long delayNs, Kind kind, int peer, long incarnation, long number, int other) {
        events.add(new SimulatedEvent(nowNs + delayNs, random.nextLong(), kind, peer, incarnation, number, other));
    }
}
