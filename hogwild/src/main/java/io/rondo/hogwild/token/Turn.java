package io.rondo.hogwild.token;

/**
 * A token in one peer's hands. No two exchanges of a run have the same.
 *
 * @param slot which of the tokens that go round at once, from 0
 * @param number the generation that the token was made in: a token made anew has a higher one
 * @param turn how often it has been passed on
 */
public record Turn(int slot, int number, long turn) {
    Turn next() {
        return new Turn(slot, number, turn + 1);
    }

    /** Of the same slot, and passed on or made later than the other. */
    boolean isAfter(Turn other) {
        return other == null || number > other.number || (number == other.number && turn > other.turn);
    }
}
