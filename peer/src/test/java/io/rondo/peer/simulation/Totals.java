package io.rondo.peer.simulation;

/** What has happened in many worlds. */
final class Totals {
    private long worlds;
    private long fewestEvents = Long.MAX_VALUE; // of a world
    private long events;
    private long faults;
    private long steps;
    private long generations;
    private long finished; // worlds
    private long joins;
    private long evictions;
    private long missed;
    private long voided;
    private long longestWaitNs;

    synchronized void add(SimulatedWorld world) {
        Invariants seen = world.invariants();
        worlds++;
        fewestEvents = Math.min(fewestEvents, world.events());
        events += world.events();
        faults += world.faults();
        steps += seen.steps();
        generations += seen.issued();
        finished += seen.finished() > 0 ? 1 : 0;
        joins += seen.joins();
        evictions += seen.evictions();
        missed += seen.missed();
        voided += seen.voided();
        longestWaitNs = Math.max(longestWaitNs, seen.longestWaitNs());
    }

    long fewestEvents() {
        return fewestEvents;
    }

    double finishedShare() {
        return (double) finished / worlds;
    }

    /** Of things that happen seldom: how often the rarest of them has. */
    long rarest() {
        return Math.min(Math.min(joins, evictions), Math.min(missed, voided));
    }

    @Override
    public String toString() {
        return "seeds=" + worlds + " finished=" + finished + " events=" + events + " fewestEvents="
                + fewestEvents + " faults=" + faults + " generations="
                + generations + " steps="
                + steps + " joins=" + joins + " evictions=" + evictions + " missedCommits=" + missed + " voidCommits="
                + voided + " longestWaitMs=" + longestWaitNs / Timeline.MS;
    }
}
