package io.rondo.peer.train;

/**
 * When each bucket of a step was reduced, and what of it the training thread has waited for. The same thread as the
 * reduces writes; read when all are over.
 *
 * <pre>
 *   training thread   ──── computes ────────────►│ arrival       waits        │ return
 *   bucket              call ─ wait ─ transfer ─────────►  call ─ wait ─ transfer
 *                                    └ hidden ───┘└ shown ┘    └ shown ──────────┘
 * </pre>
 */
final class BucketTimes {
    private final long[] callNs;
    private final long[] lastArrivalNs;
    private final long[] returnNs;

    BucketTimes(int buckets) {
        callNs = new long[buckets];
        lastArrivalNs = new long[buckets];
        returnNs = new long[buckets];
    }

    /**
     * @param call when this peer called the bucket's reduce
     * @param lastArrival when the last peer called it; another peer's clock may lie outside of this peer's call
     * @param end when the reduce returned
     */
    void put(int bucket, long call, long lastArrival, long end) {
        callNs[bucket] = call;
        lastArrivalNs[bucket] = Math.clamp(lastArrival - call, 0, end - call) + call;
        returnNs[bucket] = end;
    }

    /** Waiting for other peers after this peer's training thread had arrived at the exchange. */
    long waitNs(long arrivalNs) {
        long ns = 0;
        for (int bucket = 0; bucket < callNs.length; bucket++) {
            ns += after(arrivalNs, lastArrivalNs[bucket]) - after(arrivalNs, callNs[bucket]);
        }
        return ns;
    }

    /** Transfers while the training thread was computing. */
    long hiddenNs(long arrivalNs) {
        long ns = 0;
        for (int bucket = 0; bucket < callNs.length; bucket++) {
            long shown = after(arrivalNs, returnNs[bucket]) - after(arrivalNs, lastArrivalNs[bucket]);
            ns += returnNs[bucket] - lastArrivalNs[bucket] - shown;
        }
        return ns;
    }

    /** How long after the arrival; 0 before it. Differences, because nanoTime may be negative. */
    private static long after(long arrivalNs, long atNs) {
        return Math.max(0, atNs - arrivalNs);
    }
}
