package io.rondo.hogwild.token;

/** What a {@link TokenRing} has done; never called from two threads. */
public interface TokenActions {
    /** A view begins, of so many members; what was open of the old one is decided. */
    void onView(int size);

    /** Make the offer of this turn from what was learned; the next call but {@link #accept} ends it. */
    void makeOffer(Turn turn);

    /** The successor has taken the open offer and answered: mix. */
    void settle(Turn turn);

    /** The open offer has reached nobody: what was in it goes out with the next one. */
    void withdraw(Turn turn);

    /** The open offer was taken, but the answer is lost: what was in it does not go out again. */
    void forgetAnswer(Turn turn);

    /** The predecessor's offer of this turn: answer with the model as it is, then take the offer in. Once a turn. */
    void accept(Turn turn);

    /** May be lost: what matters is sent again. */
    void send(TokenMessage message, Turn turn, int toRank);
}
