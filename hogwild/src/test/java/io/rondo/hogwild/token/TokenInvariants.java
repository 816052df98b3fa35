package io.rondo.hogwild.token;

import java.util.List;

/** What holds after every event, whatever happens. */
final class TokenInvariants {
    private final List<SimulatedPeer> peers;
    private final int slots;
    private final Turn[] newest;
    private final long[] movedNs;
    private int stableGeneration;

    TokenInvariants(List<SimulatedPeer> peers, int slots) {
        this.peers = peers;
        this.slots = slots;
        this.newest = new Turn[slots];
        this.movedNs = new long[slots];
    }

    /** That no delta is applied twice is checked by {@link SimulatedPeer} as it happens. */
    void check(long nowNs, List<SimulatedPeer> view, int generation) {
        for (int slot = 0; slot < slots; slot++) {
            checkOneLiveToken(slot);
        }
        for (SimulatedPeer member : view) {
            if (!member.isAlive || !member.isOpen || member.generation != generation || nowNs < member.frozenUntilNs) {
                stableGeneration = 0; // a view is under way, or somebody is frozen or dead
                return;
            }
        }
        if (view.size() > 1) {
            for (int slot = 0; slot < slots; slot++) {
                checkNotLost(slot, view, generation, nowNs);
            }
        }
        stableGeneration = generation;
    }

    private void checkOneLiveToken(int slot) {
        int number = 0;
        int holders = 0;
        for (SimulatedPeer peer : peers) {
            if (peer.isAlive && peer.ring.isHere(slot)) {
                int its = peer.ring.newest(slot).number();
                if (peer.isOpen && its != peer.generation) {
                    throw new AssertionError("a token with the number of another view: " + peer);
                }
                holders = its > number ? 1 : its == number ? holders + 1 : holders;
                number = Math.max(number, its);
            }
        }
        if (holders > 1) {
            throw new AssertionError("two live tokens of slot " + slot + " with number " + number);
        }
    }

    private void checkNotLost(int slot, List<SimulatedPeer> view, int generation, long nowNs) {
        Turn latest = null;
        for (SimulatedPeer member : view) {
            Turn turn = member.ring.newest(slot);
            latest = turn != null && turn.isAfter(latest) ? turn : latest;
        }
        if (latest == null) {
            throw new AssertionError("the token is lost: slot " + slot + " in generation " + generation);
        }
        if (latest.number() != generation) {
            throw new AssertionError("a token with the number of another view: " + latest);
        }
        if (stableGeneration != generation || !latest.equals(newest[slot])) {
            newest[slot] = latest;
            movedNs[slot] = nowNs;
        } else if (nowNs - movedNs[slot] > SimulatedRing.BUDGET_NS) {
            throw new AssertionError("the token of slot " + slot + " does not move for a budget: " + latest);
        }
    }

    /** The faults are over for longer than a budget: all is as it should be. */
    void checkEnd() {
        if (stableGeneration == 0) {
            throw new AssertionError("no view of living members at the end");
        }
    }
}
