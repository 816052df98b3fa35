package io.rondo.allreduce;

/**
 * Decides when a wait on the ring has lasted long enough. An operation asks at least every few milliseconds while
 * nothing arrives; the watch returns to let it go on, or throws.
 */
@FunctionalInterface
public interface RingWatch {
    /**
     * @param ring the ring that waits
     * @param hop the hop whose frame is awaited, or -1 while the ring opens
     * @param waitedNs since the last frame arrived or the operation began
     * @throws RingBrokenException when the wait must end
     */
    void onWaiting(Ring ring, int hop, long waitedNs);

    /** Takes any silence of the predecessor longer than the budget for its death; knows nothing of slow peers. */
    static RingWatch silence(long budgetNs) {
        return (ring, hop, waitedNs) -> {
            if (waitedNs > budgetNs) {
                throw new RingBrokenException("predecessor silent: peer=" + ring.peerAt(ring.predecessor())
                        + " generation=" + ring.generation() + " hop=" + hop + " silentMs=" + waitedNs / 1_000_000);
            }
        };
    }
}
