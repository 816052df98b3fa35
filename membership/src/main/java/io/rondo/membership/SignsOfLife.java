package io.rondo.membership;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * What each member was last heard to say, and how long ago. Knows no socket and no clock: callers pass the time.
 *
 * <p>Silent is not slow: silence is counted from the last beat, whatever the member computes meanwhile. A process that
 * was itself stalled doubts itself first: after a gap in its own ticks it gives everybody a fresh start.
 *
 * <p>The keeper thread writes ({@link #onBeat}, {@link #tick}), the training thread reads: all methods are synchronized
 * and short.
 */
public final class SignsOfLife {
    private final View view;
    private final int ownRank;
    private final MembershipTimeouts timeouts;
    private final Starvation starvation;
    private final State[] states;
    private long lastTickNs;

    /** Of one member; fields other than {@code heardNs} mean something once it was heard. */
    private static final class State {
        boolean heard;
        boolean isExpected; // to be heard: it was once, or it is a member
        long heardNs;
        long configDigest;
        long step;
        Activity activity = Activity.STARTING;
        List<String> rails = List.of();
        boolean hearsUs;

        boolean isSilent(long nowNs, long forNs) {
            return isExpected && nowNs - heardNs > forNs;
        }
    }

    public SignsOfLife(View view, int ownId, long budgetNs, long nowNs) {
        this(view, ownId, budgetNs, nowNs, Starvation.UNKNOWN);
    }

    /** @param starvation what this host knows of its processes: starved ones do not count as silent */
    public SignsOfLife(View view, int ownId, long budgetNs, long nowNs, Starvation starvation) {
        this.starvation = starvation;
        this.view = view;
        this.ownRank = view.rankOf(ownId);
        this.timeouts = new MembershipTimeouts(budgetNs);
        this.lastTickNs = nowNs;
        this.states = new State[view.members().size()];
        for (int rank = 0; rank < states.length; rank++) {
            states[rank] = new State();
        }
    }

    /**
     * @param hearsUs the member has heard this one
     * @param rails addresses of the member's NICs for data
     */
    public synchronized void onBeat(
            int memberId,
            long configDigest,
            long step,
            Activity activity,
            boolean hearsUs,
            List<String> rails,
            long nowNs) {
        int rank = view.rankOf(memberId);
        if (rank < 0 || rank == ownRank) {
            return;
        }
        State state = states[rank];
        state.heard = true;
        state.isExpected = true;
        state.heardNs = nowNs;
        state.configDigest = configDigest;
        state.step = step;
        state.activity = activity;
        state.rails = rails;
        state.hearsUs = hearsUs;
    }

    /** Bit r: the member of rank r was heard; ranks below 64. */
    public synchronized long heard() {
        long mask = 0;
        for (int rank = 0; rank < Math.min(Long.SIZE, states.length); rank++) {
            mask |= states[rank].heard ? 1L << rank : 0;
        }
        return mask;
    }

    /** Ids of members that were heard but have not heard this one yet: something in between lets one direction through. */
    public synchronized List<Integer> deaf(Collection<Integer> among) {
        return ids(among, state -> state.heard && !state.hearsUs);
    }

    private List<Integer> ids(Collection<Integer> among, Predicate<State> wanted) {
        List<Integer> ids = new ArrayList<>();
        for (int rank = 0; rank < states.length; rank++) {
            int id = view.members().get(rank).id();
            if (rank != ownRank && among.contains(id) && wanted.test(states[rank])) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** Addresses of the NICs of the member with this id, as it last said. */
    public synchronized List<String> rails(int id) {
        return states[view.rankOf(id)].rails;
    }

    /** A view has a new process of this member: what was heard of its former one, or not heard, says nothing of it. */
    public synchronized void onNewProcess(int memberId, long nowNs) {
        State state = states[view.rankOf(memberId)];
        state.isExpected = true;
        state.heardNs = nowNs;
        state.activity = Activity.STARTING;
    }

    /** Called by the keeper at least every few milliseconds. */
    public synchronized void tick(long nowNs) {
        if (nowNs - lastTickNs > timeouts.peerStallNs()) {
            for (State state : states) {
                state.heardNs = nowNs;
            }
        }
        lastTickNs = nowNs;
    }

    /** Ids of those of these members that were not heard yet. */
    public synchronized List<Integer> missing(Collection<Integer> among) {
        return ids(among, state -> !state.heard);
    }

    /** Id of a member that runs with another config than {@code ownDigest}, or -1. */
    public synchronized int disagreeing(long ownDigest) {
        for (int rank = 0; rank < states.length; rank++) {
            if (rank != ownRank && states[rank].heard && states[rank].configDigest != ownDigest) {
                return view.members().get(rank).id();
            }
        }
        return -1;
    }

    /** Id of one of these members that should be heard and has been silent for too long, or -1. */
    public synchronized int silent(Collection<Integer> among, long nowNs) {
        for (int id : ids(among, state -> state.isSilent(nowNs, timeouts.memberSilenceNs()))) {
            boolean isBeyondExcuse = silentNs(id, nowNs) > timeouts.starvedNs();
            if (isBeyondExcuse || !starvation.concerns(id)) {
                return id;
            }
        }
        return -1;
    }

    /** True when none of these members that should be heard has been silent for so long. */
    public synchronized boolean hearsAll(Collection<Integer> among, long withinNs, long nowNs) {
        return ids(among, state -> state.isSilent(nowNs, withinNs)).isEmpty();
    }

    private static int first(List<Integer> ids) {
        return ids.isEmpty() ? -1 : ids.get(0);
    }

    /** How long the member with this id has been silent. */
    public synchronized long silentNs(int id, long nowNs) {
        int rank = view.rankOf(id);
        return rank == ownRank ? 0 : nowNs - states[rank].heardNs;
    }

    /** Id of one of these members that has said it is leaving, or -1. */
    public synchronized int leaving(Collection<Integer> among) {
        return first(ids(among, state -> state.activity == Activity.LEAVING));
    }

    /** True when every other member has said it is leaving or has fallen silent: nobody needs this process any more. */
    public synchronized boolean isAlone(long nowNs) {
        for (int rank = 0; rank < states.length; rank++) {
            State state = states[rank];
            boolean isGone = state.activity == Activity.LEAVING || nowNs - state.heardNs > timeouts.goneNs();
            if (rank != ownRank && !isGone) {
                return false;
            }
        }
        return true;
    }

    /** True when another member was heard that is in the midst of its work. */
    public synchronized boolean isAnyBusy() {
        for (int rank = 0; rank < states.length; rank++) {
            Activity activity = states[rank].activity;
            if (rank != ownRank && (activity == Activity.COMPUTING || activity == Activity.EXCHANGING)) {
                return true;
            }
        }
        return false;
    }

    /** Ids of those of these members that others wait for: still busy on their own at the given step or before it. */
    public synchronized List<Integer> slow(Collection<Integer> among, long step) {
        return ids(
                among,
                state -> (state.activity == Activity.STARTING || state.activity == Activity.COMPUTING)
                        && state.step <= step);
    }
}
