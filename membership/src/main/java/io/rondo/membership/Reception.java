package io.rondo.membership;

import io.rondo.membership.MembershipEvent.Kind;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets guests in or not, and turns what they say into events for the authority. Knows no socket. Keeper thread only.
 */
final class Reception {
    /** From then on a peer's process is looked at: long before the authority takes it for silent. */
    private static final int QUIET_PER_BUDGET = 4;

    private final Authority authority;
    private final String job;
    private final long jobId;
    private final long configDigest;
    private final String place;
    private final Map<Integer, Guest> lifelines = new HashMap<>(); // by peer id
    private final Map<Integer, Long> heardNs = new HashMap<>(); // by peer id
    private final long budgetNs;
    private volatile Starvation starvation = Starvation.UNKNOWN;
    private long nowNs;

    Reception(Authority authority, String job, long jobId, long configDigest, String place, long budgetNs) {
        this.budgetNs = budgetNs;
        this.authority = authority;
        this.job = job;
        this.jobId = jobId;
        this.configDigest = configDigest;
        this.place = place;
    }

    /** What this host knows of its processes. Any thread. */
    void excuse(Starvation starved) {
        starvation = starved;
    }

    /** All that follows until the next cycle happens at this instant. */
    void onCycle(long nowNs) {
        this.nowNs = nowNs;
    }

    void onJoin(Guest guest, long ofJobId, long ofConfigDigest, int id, long incarnation) {
        if (ofJobId != jobId) {
            guest.refuse(
                    incarnation,
                    "peer " + id + " is of another job: the membership service at " + place + " belongs to job " + job
                            + ", give each job a port of its own");
        } else if (ofConfigDigest != configDigest) {
            guest.refuse(
                    incarnation,
                    "peer " + id + " runs with another config than the membership service at " + place
                            + ": give every peer the same file and options");
        } else if (authority.isFenced(id, incarnation)) {
            guest.fence(incarnation, authority.refusal(id, incarnation), authority.view());
        } else if (authority.refusal(id, incarnation) != null) {
            guest.refuse(incarnation, authority.refusal(id, incarnation));
        } else {
            authority.on(MembershipEvent.of(Kind.JOIN, id, incarnation), nowNs);
            heardNs.put(id, nowNs);
            takeLifeline(guest, id, incarnation);
        }
    }

    /** A peer that connected anew: its former connection, broken unnoticed, is a lifeline no longer. */
    private void takeLifeline(Guest guest, int id, long incarnation) {
        Guest former = lifelines.put(id, guest);
        if (former != null && former != guest && former.incarnation() == incarnation) {
            former.close();
        }
        guest.admit(id, incarnation);
    }

    void onAlive(int id, long incarnation) {
        heardNs.put(id, nowNs);
        authority.on(MembershipEvent.of(Kind.ALIVE, id, incarnation), nowNs);
    }

    void onAccuse(int byId, long byIncarnation, int generation, int accusedId) {
        if (isMember(byId, byIncarnation)) {
            authority.on(MembershipEvent.accuse(generation, byId, accusedId), nowNs);
        }
    }

    void onRenew(int byId, long byIncarnation, int generation) {
        if (isMember(byId, byIncarnation)) {
            authority.on(MembershipEvent.renew(generation, byId), nowNs);
        }
    }

    void onLeave(int id, long incarnation) {
        authority.on(MembershipEvent.of(Kind.LEAVE, id, incarnation), nowNs);
    }

    /** The guest goes on at another node: that it closes says nothing of its life. */
    void onDetach(Guest guest) {
        lifelines.remove(guest.id(), guest);
    }

    /** Another node decides now: that connections end here says nothing of anybody's life. */
    void dismissAll() {
        lifelines.clear();
    }

    void onClosed(Guest guest) {
        if (guest.isAdmitted() && lifelines.remove(guest.id(), guest)) {
            authority.on(MembershipEvent.of(Kind.LOST, guest.id(), guest.incarnation()), nowNs);
        }
    }

    /** Lets time pass and gives the view that is newest then. */
    View decide() {
        lifelines.forEach(this::speakUpFor);
        authority.tick(nowNs);
        return authority.view();
    }

    /** A peer of this host that says nothing because it gets no core: its process speaks for it. */
    private void speakUpFor(int id, Guest guest) {
        long silentNs = nowNs - heardNs.getOrDefault(id, nowNs);
        if (silentNs > budgetNs / QUIET_PER_BUDGET
                && silentNs < Starvation.MOST_BUDGETS * budgetNs
                && starvation.concerns(id)) {
            authority.on(MembershipEvent.of(Kind.ALIVE, id, guest.incarnation()), nowNs);
        }
    }

    /** An earlier process of the same id may still talk. */
    private boolean isMember(int id, long incarnation) {
        return authority.view() != null && authority.view().has(id, incarnation);
    }
}
