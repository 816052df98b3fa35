package io.rondo.peer.simulation;

import io.rondo.allreduce.Ring;
import io.rondo.membership.View;
import io.rondo.peer.ledger.LedgerEntry;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** What must hold whatever happens; looked at where it could break, and {@link #afterEvery} event. */
final class Invariants {
    /** A wait that nothing excuses: nobody computes, nothing has been broken or mended since. */
    static final long LONGEST_WAIT_NS = SimulatedWorld.BUDGET_NS;

    private final SimulatedWorld world;
    private final Judge judge;
    private final Map<Integer, View> views = new HashMap<>();
    private final Map<SimulatedPeer, Integer> seen = new HashMap<>();
    private final Map<SimulatedPeer, Integer> opened = new HashMap<>();
    private final Map<SimulatedPeer.Tenure, Long> committed = new HashMap<>();
    private int issued;
    private int beganIn;
    private int finished;
    private int joins;
    private int evictions;
    private int missed;
    private long longestWaitNs;

    Invariants(SimulatedWorld world) {
        this.world = world;
        this.judge = new Judge(world);
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    View view(int generation) {
        return views.get(generation);
    }

    void onIssued(View view) {
        require(view.generation() == issued + 1, "generation " + view.generation() + " was issued after " + issued);
        issued = view.generation();
        views.put(issued, view);
    }

    /** One view a generation, and never an older one. */
    void onSeen(SimulatedPeer peer, View view) {
        int before = seen.getOrDefault(peer, 0);
        require(
                view.generation() >= before,
                "generations went back from " + before + " to " + view.generation() + " at peer " + peer);
        require(
                view.equals(views.get(view.generation())),
                "generation " + view.generation() + " has two views: " + view + " and " + views.get(view.generation()));
        seen.put(peer, view.generation());
    }

    void onOpening(SimulatedPeer peer, View view) {
        int before = opened.getOrDefault(peer, 0);
        require(
                view.generation() > before,
                "generation " + view.generation() + " is opened after " + before + " at peer " + peer);
        opened.put(peer, view.generation());
    }

    void onAccepted(Ring ring, Frame frame) {
        require(
                frame.generation() == ring.generation(),
                "a frame of generation " + frame.generation() + " is taken in generation " + ring.generation());
    }

    /** What is closed is nobody's any more. */
    void onWrite(Ring ring, int targetGeneration) {
        require(
                ring.generation() == targetGeneration || targetGeneration == SimulatedMemory.CLOSED,
                "generation " + ring.generation() + " writes into a target of generation " + targetGeneration);
    }

    void onCommit(SimulatedPeer peer, LedgerEntry entry, MemorySegment parameters) {
        View view = views.get(entry.generation());
        require(view != null, "step " + entry.step() + " is of no generation: " + entry);
        entry.shares()
                .forEach(share -> require(
                        view.rankOf(share.peer()) >= 0,
                        "step " + entry.step() + " counts peer " + share.peer() + ", not a member: " + entry));
        Long before = committed.put(peer.tenure(), entry.step());
        require(
                before == null || entry.step() == before + 1,
                "step " + entry.step() + " follows " + before + " at peer " + peer);
        int newest = opened.get(peer);
        missed += entry.generation() < newest ? 1 : 0; // it was told of it in a later generation
        judge.onCommit(peer, entry, parameters);
    }

    void onJoined(SimulatedPeer peer) {
        world.note("peer " + peer + " has joined");
        joins++;
    }

    void onTakenOut(SimulatedPeer peer) {
        world.note("peer " + peer + " was taken out");
        evictions++;
    }

    /** The run begins, with this peer and others; if it had begun before, nobody is left of then. */
    void onBegin(SimulatedPeer peer, int generation) {
        if (beganIn != generation) {
            for (SimulatedPeer other : world.peers()) {
                boolean isLeft = other.isUp()
                        && committed.containsKey(other.tenure())
                        && views.get(generation).has(other.id(), other.incarnation());
                require(
                        !isLeft,
                        "the run begins anew in generation " + generation + ", and peer " + other + " is left");
            }
            beganIn = generation;
            judge.forget();
        }
    }

    void onFinished(SimulatedPeer peer) {
        judge.requireAllCounted();
        finished++;
    }

    void onGivenUp(SimulatedPeer peer, RuntimeException sentence) {
        world.note("peer " + peer + " gives up: " + sentence.getMessage());
        String text = sentence.getMessage();
        boolean isExpected = text.startsWith("too few peers")
                || text.startsWith("the run was over when this peer joined it")
                || text.startsWith("others went on without this peer")
                || text.startsWith(SimulatedAuthority.NOBODY_STAYED)
                || (text.startsWith("no view came after generation")
                        && world.authority().hasNobody())
                || text.startsWith("waited 2 s (start.timeout)");
        require(isExpected, "peer " + peer + " gives up: " + text);
    }

    void afterEvery(Happening event) {
        for (SimulatedPeer peer : world.peers()) {
            if (peer.isUp() && peer.busySinceNs() >= 0 && !world.isFrozen(peer)) {
                long waitNs = world.timeline().nowNs() - Math.max(peer.busySinceNs(), world.excusedUntilNs(peer));
                longestWaitNs = Math.max(longestWaitNs, waitNs);
                require(waitNs <= LONGEST_WAIT_NS, "peer " + peer + " waits for " + waitNs / Timeline.MS + " ms");
            }
        }
    }

    int issued() {
        return issued;
    }

    long steps() {
        return judge.steps();
    }

    /** Peers that went the whole way. */
    int finished() {
        return finished;
    }

    int joins() {
        return joins;
    }

    int evictions() {
        return evictions;
    }

    int missed() {
        return missed;
    }

    int voided() {
        return judge.voided();
    }

    long longestWaitNs() {
        return longestWaitNs;
    }
}
