package io.rondo.peer.train;

import java.util.concurrent.TimeUnit;

/**
 * Reduces buckets on a thread of its own, in the plan's order, while the training thread computes the next ones. The last
 * one has nothing to hide behind: the training thread reduces it itself, which saves two wake-ups of some 70 us.
 *
 * <pre>
 *   training thread   begin ── backward ── hand 0 ── backward ── hand 1 ── backward ── finish: waits, reduces the last
 *   exchange thread        waits           reduce 0 ─────────┐   reduce 1 ───────────────────┘ waits
 * </pre>
 *
 * The right to call the ring goes over with {@code handed} and comes back with {@code reduced}: it is the training thread's
 * from within {@link #finish} to the next {@link #hand}. What goes wrong on the exchange thread ends it and is thrown by
 * {@link #finish}, not earlier, so that the gradients are complete and the step can be tried again without computing them
 * anew. All methods are the training thread's.
 */
final class ExchangeThread implements AutoCloseable {
    private static final long CLOSE_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

    private final BucketReduce reduce;
    private final int last;
    private final SharedCount handed;
    private final SharedCount reduced;
    private long handedSoFar;
    /** Of the step under way: written before its buckets are handed over. */
    private long samples;
    /** Written before {@code reduced} ends. */
    private Throwable failure;

    /**
     * @param buckets of a step, at least 2
     * @param hasOwnCore whether there is a core for the training thread and one for this, on every peer of the host
     */
    ExchangeThread(BucketReduce reduce, int buckets, boolean hasOwnCore) {
        this.reduce = reduce;
        this.last = buckets - 1;
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
        if (bucket != handedSoFar % last) {
            throw new IllegalStateException(
                    "bucket " + bucket + " handed over, expected " + handedSoFar % last + " of " + last);
        }
        handed.raise(++handedSoFar);
    }

    /**
     * Waits for the buckets that were handed over and reduces the last one, with the losses.
     *
     * @throws RuntimeException what the reduce of any of them has thrown
     */
    void finish(double lossSum) {
        if (reduced.awaitAbove(handedSoFar - 1) == SharedCount.END) {
            rethrow();
        }
        reduce.reduce(last, samples, lossSum);
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
                reduce.reduce((int) (done % last), samples, 0);
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
