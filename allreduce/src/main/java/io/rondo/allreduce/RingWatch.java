package io.rondo.allreduce;

/**
 * Decides when a wait on the ring has lasted long enough. An operation asks at least every few milliseconds while
 * nothing arrives; the watch returns to let it go on, or throws.
 */
@FunctionalInterface
public interface RingWatch {
    /**
     * @param ring the ring that waits
     * @param rank that is awaited
     * @param hop what is awaited of it: see {@link Collectives}; -1 while the ring opens
     * @param waitedNs since the last frame arrived or the operation began
     * @throws RingBrokenException when the wait must end
     */
    void onWaiting(Ring ring, int rank, int hop, long waitedNs);

    /**
     * This rank has got so far in a collective. Called often, in the midst of it: costs nothing unless somebody looks.
     *
     * @param hop see {@link Stage}
     */
    default void onPassed(Ring ring, Stage stage, int hop) {}

    /** Takes any silence longer than the budget for the awaited peer's death; knows nothing of slow peers. */
    static RingWatch silence(long budgetNs) {
        return (ring, rank, hop, waitedNs) -> {
            if (waitedNs > budgetNs) {
                throw new RingBrokenException("peer silent: peer=" + ring.peerAt(rank) + " generation="
                        + ring.generation() + " hop=" + hop + " silentMs=" + waitedNs / 1_000_000);
            }
        };
    }
}
