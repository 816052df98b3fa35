package io.rondo.peer.train;

/**
 * Whether a peer has a place in the run, and since when.
 *
 * @param isNewcomer it has none yet, or not any more
 * @param placedIn the newest generation that it had one in; 0: none
 * @param enteredIn the generation in which it came to have one
 */
record Tenure(boolean isNewcomer, int placedIn, int enteredIn) {
    static final Tenure NONE = new Tenure(true, 0, 0);

    /** Taken out, or new: it will come again. */
    Tenure over() {
        return new Tenure(true, placedIn, 0);
    }

    /** A ring of this generation is open. */
    Tenure in(int generation) {
        return isNewcomer
                ? new Tenure(true, placedIn, enteredIn == 0 ? generation : enteredIn)
                : new Tenure(false, generation, enteredIn);
    }

    /** It has the run's state, in this generation. */
    Tenure placed(int generation) {
        return new Tenure(false, generation, enteredIn);
    }
}
