package io.rondo.hogwild.token;

/** One of the tokens, as this peer sees it. */
final class TokenSlot {
    enum State {
        /** Elsewhere, or not made yet. */
        AWAY,
        /** Here, and not used before {@link #useFromStep}. */
        RESTING,
        /** Here; the offer is out, the answer is not in. */
        OFFERED,
        /** Here; the exchange is over. */
        HELD,
        /** Passed on; the successor has not said yet that it has it. */
        PASSED
    }

    State state = State.AWAY;
    /** Here in the states RESTING to HELD; in PASSED the successor's; in AWAY the last one seen, or null. */
    Turn turn;
    /** The last offer of the predecessor that was taken in, of any view; or null. */
    Turn accepted;

    long useFromStep;
    long passOnStep;
    long sentNs;

    boolean isHere() {
        return state == State.RESTING || state == State.OFFERED || state == State.HELD;
    }
}
