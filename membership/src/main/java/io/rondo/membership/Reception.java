package io.rondo.membership;

import io.rondo.membership.MembershipEvent.Kind;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets guests in or not, and turns what they say into events for the authority. Knows no socket. Keeper thread only.
 */
final class Reception {
    /** No view says that they are out, for there is nobody whom one could be issued for. */
    static final String NOBODY_STAYED = "all members were silent at once, and none of them is a member any more: go on"
            + " from the newest checkpoint with --resume";

    private final Authority authority;
    private final String job;
    private final long jobId;
    private final long configDigest;
    private final JobSecret secret;
    private final SecureRandom random = new SecureRandom();
    private final String place;
    private final Map<Integer, Guest> lifelines = new HashMap<>(); // by peer id
    private final Map<Integer, Long> heardNs = new HashMap<>(); // by peer id
    private final MembershipTimeouts timeouts;
    private volatile Starvation starvation = Starvation.UNKNOWN;
    private long nowNs;

    Reception(
            Authority authority,
            String job,
            long jobId,
            long configDigest,
            JobSecret secret,
            String place,
            MembershipTimeouts timeouts) {
        this.secret = secret;
        this.timeouts = timeouts;
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

    /** What a guest's proof must be made of: of no use to whoever has heard an earlier one. */
    byte[] newChallenge() {
        byte[] challenge = new byte[JoinRequest.CHALLENGE_BYTES];
        random.nextBytes(challenge);
        return challenge;
    }

    void onJoin(Guest guest, JoinRequest request, byte[] proof, byte[] challenge) {
        int id = request.memberId();
        long incarnation = request.incarnation();
        if (request.jobId() != jobId) {
            guest.refuse(
                    incarnation,
                    "peer " + id + " is of another job: the membership service at " + place + " belongs to job " + job
                            + ", give each job a port of its own");
        } else if (!secret.isProvedBy(proof, request.statement(challenge))) {
            guest.refuse(incarnation, strangeness(id, proof.length > 0));
        } else if (request.configDigest() != configDigest) {
            guest.refuse(
                    incarnation,
                    "peer " + id + " runs with another config than the membership service at " + place
                            + ": give every peer the same file and options");
        } else if (authority.roster().isFenced(id, incarnation)) {
            guest.fence(
                    incarnation,
                    authority.roster().refusal(id, incarnation),
                    authority.roster().view());
        } else if (authority.roster().refusal(id, incarnation) != null) {
            guest.refuse(incarnation, authority.roster().refusal(id, incarnation));
        } else {
            authority.on(MembershipEvent.of(Kind.JOIN, id, incarnation), nowNs);
            heardNs.put(id, nowNs);
            takeLifeline(guest, id, incarnation);
        }
    }

    private String strangeness(int id, boolean hasSecret) {
        String service = "the membership service at " + place;
        if (!secret.isSet()) {
            return "peer " + id + " has a job.secret, " + service
                    + " has none: give the same to every peer and node, or none";
        }
        return hasSecret
                ? "peer " + id + " has another job.secret than " + service + ": give every peer and node the same"
                : "peer " + id + " has no job.secret, and " + service
                        + " lets nobody in without: write the job's secret into the peer's config file";
    }

    /** A peer that connected anew: its former connection, broken unnoticed, is a lifeline no longer. */
    private void takeLifeline(Guest guest, int id, long incarnation) {
        Guest former = lifelines.put(id, guest);
        if (former != null && former != guest && former.incarnation() == incarnation) {
            former.close();
        }
        guest.admit(id, incarnation);
    }

    void onAlive(Guest guest) {
        int id = guest.id();
        heardNs.put(id, nowNs);
        authority.on(MembershipEvent.of(Kind.ALIVE, id, guest.incarnation()), nowNs);
        Roster roster = authority.roster();
        if (roster.isFenced(id, guest.incarnation()) && isMember(id, guest.incarnation())) {
            guest.fence(guest.incarnation(), NOBODY_STAYED, roster.view());
        }
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
        return authority.roster().view();
    }

    /** A peer of this host that says nothing because it gets no core: its process speaks for it. */
    private void speakUpFor(int id, Guest guest) {
        long silentNs = nowNs - heardNs.getOrDefault(id, nowNs);
        if (silentNs > timeouts.quietNs() && silentNs < timeouts.starvedNs() && starvation.concerns(id)) {
            authority.on(MembershipEvent.of(Kind.ALIVE, id, guest.incarnation()), nowNs);
        }
    }

    /** An earlier process of the same id may still talk. */
    private boolean isMember(int id, long incarnation) {
        return authority.roster().view() != null && authority.roster().view().has(id, incarnation);
    }
}
