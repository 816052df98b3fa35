package io.rondo.peer.simulation;

import io.rondo.membership.Membership;
import io.rondo.membership.View;
import io.rondo.peer.simulation.SimulatedAuthority.Word;
import java.util.Set;
import java.util.TreeSet;

/**
 * A model of a peer's end of the conversation with the membership service: it repeats what it wants until a view has made
 * that obsolete, and else says that it lives.
 */
final class SimulatedMembership implements Membership {
    private static final int SIGNS_PER_BUDGET = 20;

    private final SimulatedPeer peer;
    private final Set<Integer> accused = new TreeSet<>();
    private View view;
    private long incarnation;
    private String refusal;
    private boolean isKnown;
    private boolean isJoining;
    private boolean isLeaving;
    private boolean isUrgent;
    private int accusedGeneration;
    private int renewedGeneration;
    private long saidNs;

    SimulatedMembership(SimulatedPeer peer) {
        this.peer = peer;
    }

    @Override
    public void join(long asIncarnation) {
        if (!isKnown || asIncarnation != incarnation) {
            incarnation = asIncarnation;
            isKnown = true;
            isJoining = true;
            refusal = null;
            wish();
        }
    }

    @Override
    public void accuse(int generation, int memberId) {
        if (generation > accusedGeneration) {
            accused.clear();
            accusedGeneration = generation;
        }
        if (generation == accusedGeneration && accused.add(memberId)) {
            wish();
        }
    }

    @Override
    public void renew(int generation) {
        if (generation > renewedGeneration) {
            renewedGeneration = generation;
            wish();
        }
    }

    @Override
    public void leave() {
        isLeaving = true;
        wish();
    }

    private void wish() {
        isUrgent = true;
        peer.keepSoon();
    }

    /** A view arrives. */
    void onView(View newest) {
        if (view != null && newest.generation() < view.generation()) {
            return;
        }
        view = newest;
        if (newest.has(peer.id(), incarnation)) {
            isJoining = false;
        }
        if (newest.generation() > accusedGeneration) {
            accused.clear();
        }
    }

    /** As it is out without a view that says so. */
    void onRefused(long refused, String sentence) {
        if (refused == incarnation && view != null && view.has(peer.id(), incarnation)) {
            refusal = sentence;
        }
    }

    @Override
    public int doWork(long nowNs) {
        if (!isKnown || (!isUrgent && nowNs - saidNs < SimulatedWorld.BUDGET_NS / SIGNS_PER_BUDGET)) {
            return 0;
        }
        saidNs = nowNs;
        isUrgent = false;
        int generation = view == null ? 0 : view.generation();
        say(isJoining ? Word.JOIN : Word.ALIVE, 0, -1);
        if (isLeaving) {
            say(Word.LEAVE, 0, -1);
        }
        if (accusedGeneration == generation) {
            accused.forEach(id -> say(Word.ACCUSE, generation, id));
        }
        if (renewedGeneration == generation && generation > 0) {
            say(Word.RENEW, generation, -1);
        }
        return 1;
    }

    private void say(Word word, int generation, int other) {
        peer.world().authority().tell(word, peer.id(), incarnation, generation, other);
    }

    @Override
    public View view() {
        return view;
    }

    @Override
    public String failure() {
        return refusal;
    }

    @Override
    public void close() {}
}
