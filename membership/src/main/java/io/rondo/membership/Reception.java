package io.rondo.membership;

import java.util.HashMap;
import java.util.Map;

/**
 * Lets guests in or not, and turns what they say into events of the machine. Knows no socket. Keeper thread only.
 */
final class Reception {
    private final MembershipMachine machine;
    private final String job;
    private final long jobId;
    private final long configDigest;
    private final String place;
    private final Map<Integer, Guest> lifelines = new HashMap<>(); // by peer id
    private long nowNs;

    Reception(MembershipMachine machine, String job, long jobId, long configDigest, String place) {
        this.machine = machine;
        this.job = job;
        this.jobId = jobId;
        this.configDigest = configDigest;
        this.place = place;
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
        } else if (machine.isFenced(id, incarnation)) {
            guest.fence(incarnation, machine.refusal(id, incarnation), machine.view());
        } else if (machine.refusal(id, incarnation) != null) {
            guest.refuse(incarnation, machine.refusal(id, incarnation));
        } else {
            machine.join(id, incarnation, nowNs);
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
        machine.alive(id, incarnation, nowNs);
    }

    void onAccuse(int byId, long byIncarnation, int generation, int accusedId) {
        if (isMember(byId, byIncarnation)) {
            machine.accuse(generation, byId, accusedId, nowNs);
        }
    }

    void onRenew(int byId, long byIncarnation, int generation) {
        if (isMember(byId, byIncarnation)) {
            machine.renew(generation, byId, nowNs);
        }
    }

    void onLeave(int id, long incarnation) {
        machine.leave(id, incarnation, nowNs);
    }

    void onClosed(Guest guest) {
        if (guest.isAdmitted() && lifelines.remove(guest.id(), guest)) {
            machine.lost(guest.id(), guest.incarnation(), nowNs);
        }
    }

    /** Lets time pass and gives the view that is newest then. */
    View decide() {
        machine.tick(nowNs);
        return machine.view();
    }

    /** An earlier process of the same id may still talk. */
    private boolean isMember(int id, long incarnation) {
        return machine.view() != null && machine.view().has(id, incarnation);
    }
}
