package io.rondo.hogwild.token;

import io.rondo.hogwild.token.TokenSlot.State;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a ring as one peer sees them. Who has a token mixes with its successor, keeps the token for tau0 more of
 * its own steps, passes it on, and does not use it again for tau0 * n steps.
 *
 * <pre>
 *             token arrives             first or ignore time over
 *   AWAY ───────────────────► RESTING ────────────────────────────► OFFERED ─┐ no answer: offer again
 *    ▲                           ▲                                   │   ▲───┘
 *    │ taken                     │ token comes round                 │ answer: settle
 *    │                           │                                   ▼
 *   PASSED ──────────────────────┘ ◄──────────────────────────────  HELD
 *    │ ▲ not taken: token again         tau0 steps over
 *    └─┘
 * </pre>
 *
 * <p>Messages may be lost, late or doubled: what expects an answer is sent again until it comes, a turn that is not newer
 * than the last is not taken twice, and an offer is taken in once. A token is lost only with its holder. Then a view
 * comes without it: every token of the old view is void, and each slot's token is made anew, under the new generation's
 * number, by one member that all agree on.
 *
 * <p>The caller passes the time. Gossip thread only.
 */
public class TokenRing {
    private final TokenTiming timing;
    private final long resendNs;
    private final TokenActions actions;
    private final List<TokenSlot> slots = new ArrayList<>();
    private int generation;
    private int rank;
    private int size = 1;
    private boolean isOpen;
    private boolean isRetired;
    private long steps;

    /** @param resendNs after which what was not answered is sent again */
    public TokenRing(TokenTiming timing, long resendNs, TokenActions actions) {
        this.timing = timing;
        this.resendNs = resendNs;
        this.actions = actions;
    }

    /** The view is over: nothing is done, sent or heard until the next one. */
    public void close() {
        isOpen = false;
    }

    /** The open offer, whose fate the next view decides, or null. */
    public Turn openOffer() {
        return slots.stream()
                .filter(slot -> slot.state == State.OFFERED)
                .map(slot -> slot.turn)
                .findFirst()
                .orElse(null);
    }

    /** The last offer of a predecessor that this peer has taken in, or null. */
    public Turn accepted(int slot) {
        return slot < slots.size() ? slots.get(slot).accepted : null;
    }

    /**
     * A view begins: beta and lambda are its own, and so are the tokens.
     *
     * @param slotCount the same on every member
     * @param waitSteps own steps before the first exchange
     * @param wasOpenOfferTaken whether a member has taken in what {@link #openOffer} said; it has closed the old view
     */
    public void open(
            int generation, int rank, int size, int slotCount, long waitSteps, boolean wasOpenOfferTaken, long nowNs) {
        decideOpenOffer(wasOpenOfferTaken);
        actions.onView(size);
        this.generation = generation;
        this.rank = rank;
        this.size = size;
        while (slots.size() < slotCount) {
            slots.add(new TokenSlot());
        }
        for (int s = 0; s < slots.size(); s++) {
            TokenSlot slot = slots.get(s);
            slot.state = State.AWAY;
            slot.turn = null;
            slot.useFromStep = steps + waitSteps;
            if (size > 1 && s < slotCount && makes(s, slotCount)) {
                take(slot, new Turn(s, generation, 0));
            }
        }
        isOpen = true;
        tick(nowNs);
    }

    private void decideOpenOffer(boolean wasTaken) {
        Turn open = openOffer();
        if (open != null && wasTaken) {
            actions.forgetAnswer(open);
        } else if (open != null) {
            actions.withdraw(open);
        }
    }

    /** The makers are spread evenly over the ring. */
    boolean makes(int slot, int slotCount) {
        return rank == slot * size / slotCount;
    }

    /** This peer has trained so many steps; call {@link #tick} after it. */
    public void onSteps(long steps) {
        this.steps = steps;
    }

    /** This peer trains no more: it answers, and passes tokens on at once. */
    public void retire() {
        isRetired = true;
    }

    /** Does what is due; returns how much. */
    public int tick(long nowNs) {
        int work = 0;
        for (int s = 0; isOpen && s < slots.size(); s++) {
            work += tick(slots.get(s), nowNs);
        }
        return work;
    }

    private int tick(TokenSlot slot, long nowNs) {
        switch (slot.state) {
            case RESTING -> {
                if (isRetired) {
                    return passOn(slot, nowNs);
                }
                if (steps >= slot.useFromStep && openOffer() == null) {
                    slot.state = State.OFFERED;
                    actions.makeOffer(slot.turn);
                    return send(TokenMessage.OFFER, slot, nowNs);
                }
            }
            case HELD -> {
                if (isRetired || steps >= slot.passOnStep) {
                    return passOn(slot, nowNs);
                }
            }
            case OFFERED -> {
                if (isOverdue(slot, nowNs)) {
                    return send(TokenMessage.OFFER, slot, nowNs);
                }
            }
            case PASSED -> {
                if (isOverdue(slot, nowNs)) {
                    return send(TokenMessage.TOKEN, slot, nowNs);
                }
            }
            case AWAY -> {}
        }
        return 0;
    }

    boolean isOverdue(TokenSlot slot, long nowNs) {
        return nowNs - slot.sentNs >= resendNs;
    }

    private int passOn(TokenSlot slot, long nowNs) {
        slot.turn = slot.turn.next();
        slot.state = State.PASSED;
        slot.useFromStep = steps + timing.ignoreSteps(size);
        return send(TokenMessage.TOKEN, slot, nowNs);
    }

    private int send(TokenMessage message, TokenSlot slot, long nowNs) {
        slot.sentNs = nowNs;
        actions.send(message, slot.turn, successor());
        return 1;
    }

    private int successor() {
        return (rank + 1) % size;
    }

    private int predecessor() {
        return Math.floorMod(rank - 1, size);
    }

    /** A neighbour's message; one of another view is dropped. */
    public void onMessage(TokenMessage message, Turn turn, long nowNs) {
        if (!isOpen || !isOfThisView(turn) || turn.slot() >= slots.size()) {
            return;
        }
        TokenSlot slot = slots.get(turn.slot());
        switch (message) {
            case OFFER -> onOffer(slot, turn);
            case ANSWER -> onAnswer(slot, turn);
            case TOKEN -> onToken(slot, turn);
            case TAKEN -> {
                if (slot.state == State.PASSED && turn.equals(slot.turn)) {
                    slot.state = State.AWAY;
                }
            }
        }
        tick(slot, nowNs);
    }

    private void onOffer(TokenSlot slot, Turn turn) {
        if (isNewOffer(turn, slot.accepted)) {
            slot.accepted = turn;
            actions.accept(turn);
        }
        if (turn.equals(slot.accepted)) { // the answer to an older one lies there no more, and nobody waits for it
            actions.send(TokenMessage.ANSWER, turn, predecessor());
        }
    }

    private void onAnswer(TokenSlot slot, Turn turn) {
        if (slot.state == State.OFFERED && turn.equals(slot.turn)) {
            actions.settle(turn);
            slot.state = State.HELD;
            slot.passOnStep = steps + timing.holdSteps();
        }
    }

    private void onToken(TokenSlot slot, Turn turn) {
        if (isNewToken(turn, slot.turn)) {
            take(slot, turn);
        }
        actions.send(TokenMessage.TAKEN, turn, predecessor());
    }

    private static void take(TokenSlot slot, Turn turn) {
        slot.turn = turn;
        slot.state = State.RESTING;
    }

    boolean isOfThisView(Turn turn) {
        return turn.number() == generation;
    }

    boolean isNewOffer(Turn turn, Turn accepted) {
        return turn.isAfter(accepted);
    }

    boolean isNewToken(Turn turn, Turn seen) {
        return turn.isAfter(seen);
    }

    /** Whether this peer has the slot's token in its hands. */
    public boolean isHere(int slot) {
        return slot < slots.size() && slots.get(slot).isHere();
    }

    /** Whether any token is. */
    public boolean hasToken() {
        for (TokenSlot slot : slots) {
            if (isOpen && slot.isHere()) {
                return true;
            }
        }
        return false;
    }

    /** The newest turn of the slot's token that this peer knows of in this view, or null. */
    public Turn newest(int slot) {
        return slot < slots.size() ? slots.get(slot).turn : null;
    }

    /** One line for logs and traces: where each slot's token is, seen from here. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("generation=" + generation + " steps=" + steps);
        for (TokenSlot slot : slots) {
            text.append(' ').append(slot.state);
            if (slot.turn != null) {
                text.append('(')
                        .append(slot.turn.number())
                        .append('.')
                        .append(slot.turn.turn())
                        .append(')');
            }
        }
        return text.toString();
    }
}
