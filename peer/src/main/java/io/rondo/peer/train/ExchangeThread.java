package io.rondo.peer.train;

import java.util.concurrent.TimeUnit;

/**
 * Reduces buckets on a thread of its own, in the plan's order, while the training thread computes the next ones:
 *
 * <pre>
 *   training thread   begin ── backward ── hand 0 ── backward ── hand 1 ── backward ── finish ─────────┐ all reduced
 *   exchange thread            waits       reduce 0 ─────────┐   reduce 1 ──┐          reduce the last ┘ waits
 * </pre>
 *
 * The right to call the ring goes over with {@code handed} and comes back with {@code reduced}: between {@link #finish}
 * and the next {@link #hand} it is the training thread's. What goes wrong on the exchange thread ends it and is thrown by
 * {@link #finish}, not earlier, so that the gradients are complete and the step can be tried again without computing them
 * anew. All methods are the training thread's.
 */
final class ExchangeThread implements AutoCloseable {
    private static final long CLOSE_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

    private final BucketReduce reduce;
    private final int buckets;
    private final SharedCount handed;
    private final SharedCount reduced;
    private long handedSoFar;
    /** Of the step under way: written before the buckets that they belong to are handed over. */
    private long samples;

    private double lossSum;
    /** Written before {@code reduced} ends. */
    private Throwable failure;

    /**
     * @param buckets of a step
     * @param hasOwnCore whether there is a core for the training thread and one for this, on every peer of the host
     */
    ExchangeThread(BucketReduce reduce, int buckets, boolean hasOwnCore) {
        this.reduce = reduce;
        this.buckets = buckets;
        this.handed = new SharedCount(hasOwnCore);
        this.reduced = new SharedCount(hasOwnCore);
        Thread thread = new Thread(this::run, "exchange");
        thread.setDaemon(true);
        thread.start();
    }

    /** A step begins, with so many samples of this peer. */
    void begin(long newSamples) {
        samples = newSamples;
    }

    /** The next bucket of the step is final; not the last one. */
    void hand(int bucket) {
        if (bucket != handedSoFar % buckets) {
            throw new IllegalStateException(
                    "bucket " + bucket + " handed over, expected " + handedSoFar % buckets + " of " + buckets);
        }
        handed.raise(++handedSoFar);
    }

    /**
     * Hands over the last bucket of the step and waits until all are reduced.
     *
     * @throws RuntimeException what the reduce of any of them has thrown
     */
    void finish(double newLossSum) {
        lossSum = newLossSum;
        hand(buckets - 1);
        if (reduced.awaitAbove(handedSoFar - 1) == SharedCount.END) {
            rethrow();
        }
    }

    private void rethrow() {
        if (failure instanceof RuntimeException exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException("the exchange thread is closed");
    }

    private void run() {
        try {
            long done = 0;
            while (handed.awaitAbove(done) != SharedCount.END) {
                int bucket = (int) (done % buckets);
                reduce.reduce(bucket, samples, bucket == buckets - 1 ? lossSum : 0);
                reduced.raise(++done);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            reduced.raise(SharedCount.END); // from here on this thread touches nothing
        }
    }

    /** Ends the thread, after the reduce that it is in the middle of: whoever calls this sees to it that none waits. */
    @Override
    public void close() {
        handed.raise(SharedCount.END);
        if (!reduced.awaitEnd(CLOSE_LIMIT_NS)) {
            throw new IllegalStateException("the exchange thread is still in a reduce after "
                    + TimeUnit.NANOSECONDS.toSeconds(CLOSE_LIMIT_NS) + " s");
        }
    }
}
