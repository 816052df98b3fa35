package io.rondo.hogwild.token;

import java.util.HashMap;
import java.util.Map;

/**
 * A peer of the simulation. What it learns is a number: step k teaches work item k, and a delta is a range of them. So a
 * delta that is taken in twice shows as ranges that overlap.
 */
final class SimulatedPeer implements TokenActions {
    /** The origin's work items from..to-1. */
    record Delta(int origin, long from, long to) {}

    /** Carries a message; told who sends, so that a peer knows nothing of the network. */
    interface Network {
        void send(SimulatedPeer from, TokenMessage message, Turn turn, int toRank);

        /** The offer of a turn, as it lies in its holder's memory, or null. */
        Delta offerOf(Turn turn);

        /** Whether a view without this peer has come: what it still does is nobody's concern. */
        boolean isEvicted(SimulatedPeer peer);
    }

    final int id;
    final TokenRing ring;
    private final Network network;
    private final Map<Integer, Long> takenUpTo = new HashMap<>(); // by origin
    boolean isAlive = true;
    long frozenUntilNs;
    int generation; // that it is open in, or was last
    int closedFor; // the newest view it has closed the old one for
    boolean isOpen;
    long steps;
    Turn offered;
    Delta offer; // open if offered is not null
    long basis; // work items before this one are passed on
    int settled;

    SimulatedPeer(int id, TokenRingMaker maker, TokenTiming timing, long resendNs, Network network) {
        this.id = id;
        this.network = network;
        this.ring = maker.make(timing, resendNs, this);
    }

    /** Makes a ring, sound or flawed. */
    interface TokenRingMaker {
        TokenRing make(TokenTiming timing, long resendNs, TokenActions actions);
    }

    @Override
    public void onView(int size) {
        require(offered == null, "an offer is open though a view begins");
    }

    @Override
    public void makeOffer(Turn turn) {
        require(offered == null, "two offers open at once");
        offered = turn;
        offer = new Delta(id, basis, steps);
    }

    @Override
    public void settle(Turn turn) {
        requireOpen(turn);
        basis = offer.to();
        offered = null;
        settled++;
    }

    @Override
    public void withdraw(Turn turn) {
        requireOpen(turn);
        offered = null;
    }

    @Override
    public void forgetAnswer(Turn turn) {
        requireOpen(turn);
        basis = offer.to();
        offered = null;
    }

    private void requireOpen(Turn turn) {
        require(turn.equals(offered), "an offer is ended that is not open");
    }

    @Override
    public void accept(Turn turn) {
        Delta delta = network.offerOf(turn);
        if (network.isEvicted(this)) {
            return;
        }
        require(delta != null, "an offer is taken in that does not lie there");
        long before = takenUpTo.getOrDefault(delta.origin(), 0L);
        require(delta.from() >= before, "a delta is applied twice at a neighbour");
        takenUpTo.put(delta.origin(), delta.to());
    }

    /** Whether this peer has taken in what the origin has learned before the item. */
    boolean hasTaken(int origin, long to) {
        return takenUpTo.getOrDefault(origin, 0L) >= to;
    }

    @Override
    public void send(TokenMessage message, Turn turn, int toRank) {
        network.send(this, message, turn, toRank);
    }

    private void require(boolean holds, String finding) {
        if (!holds) {
            throw new AssertionError(finding + ": peer " + id);
        }
    }

    @Override
    public String toString() {
        return "peer " + id + (isAlive ? "" : " dead") + (isOpen ? "" : " closed") + ' ' + ring;
    }
}
