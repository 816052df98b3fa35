package io.rondo.peer.simulation;

import io.rondo.peer.simulation.Happening.Kind;
import java.util.List;
import java.util.Random;

/** Something that goes wrong at some time. */
final class Fault {
    private static final long MS = Timeline.MS;
    private static final List<Kind> KINDS = List.of(
            Kind.CRASH, Kind.CRASH, Kind.CRASH, Kind.FREEZE, Kind.FREEZE, Kind.CUT, Kind.STALL, Kind.ASKED_TO_LEAVE);

    private static final List<Kind> TAKES_A_PEER = List.of(Kind.CRASH, Kind.ASKED_TO_LEAVE);

    private final SimulatedWorld world;
    private final Random random;

    Fault(SimulatedWorld world) {
        this.world = world;
        this.random = world.random();
    }

    /** At some time from now on, within so long. */
    void plan(long withinNs) {
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        int victim = random.nextInt(world.ids().size());
        long durationNs = (20 + random.nextInt(kind == Kind.STALL ? 600 : 1500)) * MS;
        long inNs = world.startNs() + random.nextLong(withinNs);
        world.timeline().in(inNs, kind, victim, durationNs / MS + " ms", () -> {
            SimulatedPeer peer = world.livingFrom(victim);
            if (peer != null) {
                boolean isTooSoon = TAKES_A_PEER.contains(kind) && world.stayingCount() <= 2 && !world.mayEnd();
                world.onFault();
                happen(isTooSoon ? Kind.FREEZE : kind, peer, durationNs);
            }
        });
    }

    private void happen(Kind kind, SimulatedPeer victim, long durationNs) {
        long untilNs = world.timeline().nowNs() + durationNs;
        switch (kind) {
            case CRASH -> crash(victim, durationNs);
            case ASKED_TO_LEAVE -> victim.askToLeave();
            case FREEZE -> {
                victim.freeze(untilNs);
                later(durationNs, Kind.THAW, victim);
            }
            case STALL -> {
                world.stall(untilNs);
                later(durationNs, Kind.HEAL, victim);
            }
            case CUT -> {
                cut(victim.id(), untilNs);
                later(durationNs, Kind.HEAL, victim);
            }
            default -> throw new IllegalStateException(kind + " is no fault");
        }
    }

    private void crash(SimulatedPeer peer, long durationNs) {
        peer.crash();
        world.network().onDeath(peer.id());
        world.onEnded(peer);
        if (random.nextInt(4) != 0) { // else its host died, and nobody closes its connection
            world.authority().tell(SimulatedAuthority.Word.LOST, peer.id(), peer.incarnation(), 0, -1);
        }
        if (random.nextInt(3) != 0) {
            world.restartIn(durationNs, peer);
        }
    }

    /** From one other, from the authority, or from all. */
    private void cut(int victim, long untilNs) {
        int authority = world.network().authority();
        int which = random.nextInt(3);
        int other = (victim + 1 + random.nextInt(authority - 1)) % authority;
        for (int each = 0; each <= authority; each++) {
            boolean isCut = which == 0 || (which == 1 && each == authority) || (which == 2 && each == other);
            if (isCut && each != victim) {
                world.network().cut(victim, each, untilNs);
                world.network().cut(each, victim, untilNs);
                world.onCut(victim, untilNs);
                if (which == 2) {
                    world.onCut(other, untilNs);
                }
            }
        }
    }

    private void later(long ns, Kind kind, SimulatedPeer victim) {
        world.timeline().in(ns, kind, victim.id(), "", world::onDisturbed);
    }
}
