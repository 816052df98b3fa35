package io.rondo.peer.ledger;

/**
 * The line that each incarnation of a peer begins with.
 *
 * @param format {@link LedgerFormat#VERSION}
 * @param peer its id
 * @param samples size of the training set
 * @param exactlyOnce whether the run promises that each sample counts exactly once an epoch
 * @param ownPace whether each peer counts steps of its own; then each sample counts at most once in an epoch of the deal
 * @param fromStep the incarnation's first step; what the same file has of this step and later ones before is void
 */
record LedgerHeader(int format, int peer, int samples, boolean exactlyOnce, boolean ownPace, long fromStep) {
    /** Whether both are of the same training set and promise the same. */
    boolean isOfSameRun(LedgerHeader other) {
        return samples == other.samples && exactlyOnce == other.exactlyOnce && ownPace == other.ownPace;
    }
}
