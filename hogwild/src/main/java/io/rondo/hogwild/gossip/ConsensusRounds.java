package io.rondo.hogwild.gossip;

import java.util.Arrays;

/**
 * When this peer takes part in a consensus. To take part is a collective, in which nobody hears news, so nobody begins before
 * everybody is known to be about to: the leader calls, every member that hears a call calls too, and who has heard all calls
 * begins.
 *
 * <pre>
 *            the leader wants one, or a call is heard
 *   QUIET ──────────────────────────────────────────────► CALLED   this peer's own call goes out
 *     ▲                                                      │
 *     │ taken                                                │ its own call is out, all others' are in
 *     └──────────────────────────────── DUE ◄────────────────┘
 *   CALLED, for longer than its patience ─► somebody is overdue: the ring is given up, and the next view begins in QUIET
 *   a new view                           ─► QUIET, after the newest round that any member has taken; a leader that stays
 *                                           the leader calls again for what it has not taken itself
 * </pre>
 *
 * <p>Rounds are counted through all views. There is one at a time: the leader wants the next one when it has taken the last.
 * Calls come at least once, in order, with the news; hearing one late, or again, changes nothing. The last one says so, and
 * nothing is wanted after it.
 *
 * <p>Knows no clock and no link: the caller passes the time and says what was heard. Gossip thread only.
 */
class ConsensusRounds {
    /** No rank. */
    static final int NOBODY = -1;

    private static final int LEADER = 0;
    private static final ConsensusCall NOTHING_TOLD = new ConsensusCall(-1, false);

    private final long patienceNs;
    private int rank;
    private int[] called = new int[1]; // by rank, the newest round; this rank's place is not used
    private int taken;
    private int wanted;
    private boolean isLast; // the wanted one
    private boolean isWish; // the wanted one is this peer's own
    private ConsensusCall told = NOTHING_TOLD;
    private long calledNs; // when this peer came to want the wanted one

    /** @param patienceNs how long the others' calls may take */
    ConsensusRounds(long patienceNs) {
        this.patienceNs = patienceNs;
    }

    /**
     * A view begins.
     *
     * @param newest round that any of its members has taken
     */
    void open(int newRank, int size, int newest, long nowNs) {
        boolean wishesAgain = isWish && isPending() && !isLast && newRank == LEADER;
        rank = newRank;
        called = new int[size];
        Arrays.fill(called, newest);
        taken = newest;
        wanted = newest;
        isLast = false; // of a last one it is asked anew whether it is
        isWish = false;
        told = NOTHING_TOLD;
        if (wishesAgain) {
            want(false, nowNs);
        }
    }

    /** The leader's, when none is pending. */
    void want(boolean asLast, long nowNs) {
        if (rank != LEADER || isPending() || isOver()) {
            throw new IllegalStateException("rank=" + rank + " wants a consensus: " + this);
        }
        wanted = taken + 1;
        isLast = asLast;
        isWish = true;
        calledNs = nowNs;
    }

    /** What a member has said. */
    void onCall(int fromRank, ConsensusCall call, long nowNs) {
        called[fromRank] = Math.max(called[fromRank], call.round());
        if (call.round() > wanted) {
            wanted = call.round();
            isLast = call.isLast();
            calledNs = nowNs;
        }
    }

    /** What this peer has to say, with each of its news. */
    ConsensusCall call() {
        return new ConsensusCall(wanted, isLast);
    }

    /** This has gone out to all. */
    void onTold(ConsensusCall call) {
        told = call;
    }

    /** Whether the others wait for what this peer has to say. */
    boolean isUntold() {
        return told.round() != wanted;
    }

    /** A consensus is wanted and not taken yet. */
    boolean isPending() {
        return wanted > taken;
    }

    /** All are about to take part: so is this peer, now. */
    boolean isDue() {
        return isPending() && !isUntold() && firstUnheard() == NOBODY;
    }

    private int firstUnheard() {
        for (int each = 0; each < called.length; each++) {
            if (each != rank && called[each] < wanted) {
                return each;
            }
        }
        return NOBODY;
    }

    /** The rank whose call has not come for too long, this one's if its own could not go out; or {@link #NOBODY}. */
    int overdue(long nowNs) {
        if (!isPending() || waitedNs(nowNs) < patienceNs) {
            return NOBODY;
        }
        return isUntold() ? rank : firstUnheard();
    }

    /** Since this peer came to want the pending one. */
    long waitedNs(long nowNs) {
        return nowNs - calledNs;
    }

    /** This peer has taken part. */
    void onTaken() {
        taken = wanted;
        isWish = false;
    }

    /** The newest round that this peer, or a member of its view before it was opened, has taken. */
    int taken() {
        return taken;
    }

    /** The last one is taken. */
    boolean isOver() {
        return isLast && !isPending() && taken > 0;
    }

    @Override
    public String toString() {
        return "taken=" + taken + " wanted=" + wanted + (isLast ? " last" : "") + " called=" + Arrays.toString(called);
    }
}
