package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.rondo.allreduce.RingBrokenException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The test is the training thread; a fake in the ring's place. */
@Timeout(60)
class ExchangeThreadTest {
    private static final int BUCKETS = 3;

    private final List<String> reduced = new ArrayList<>(); // read when the exchange thread has handed back

    @Test
    void shouldReduceEveryBucketInOrderWithTheStepsWeightAndTheLossesInTheLast() {
        BucketReduce note = (bucket, samples, lossSum) -> reduced.add(bucket + " " + samples + " " + lossSum);
        try (ExchangeThread thread = new ExchangeThread(note, BUCKETS, false)) {
            step(thread, 16, 2.5);
            assertThat(reduced).containsExactly("0 16 0.0", "1 16 0.0", "2 16 2.5");
            step(thread, 0, 0.5);
            assertThat(reduced).endsWith("0 0 0.0", "1 0 0.0", "2 0 0.5");
        }
    }

    @Test
    void shouldReduceWhileTheTrainingThreadComputes() throws InterruptedException {
        CountDownLatch first = new CountDownLatch(1);
        try (ExchangeThread thread = new ExchangeThread((bucket, samples, loss) -> first.countDown(), BUCKETS, false)) {
            thread.begin(1);
            thread.hand(0);

            assertThat(first.await(30, TimeUnit.SECONDS)).isTrue(); // while this thread has more to compute
        }
    }

    @Test
    void shouldHandMemoryOverAndBack() {
        int[] gradients = new int[BUCKETS];
        int[] sums = new int[BUCKETS];
        BucketReduce copy = (bucket, samples, lossSum) -> sums[bucket] = gradients[bucket];
        for (boolean hasOwnCore : new boolean[] {true, false}) {
            try (ExchangeThread thread = new ExchangeThread(copy, BUCKETS, hasOwnCore)) {
                for (int step = 1; step <= 20_000; step++) {
                    thread.begin(step);
                    for (int bucket = 0; bucket < BUCKETS; bucket++) {
                        gradients[bucket] = step * BUCKETS + bucket;
                        if (bucket < BUCKETS - 1) {
                            thread.hand(bucket);
                        }
                    }
                    thread.finish(0);
                    assertThat(sums).isEqualTo(gradients);
                }
            }
        }
    }

    @Test
    void shouldThrowInTheTrainingThreadWhatBrokeInMidOverlap() {
        RingBrokenException broken = new RingBrokenException("peer silent: peer=2 generation=1 hop=0 silentMs=1003");
        CountDownLatch threw = new CountDownLatch(1);
        BucketReduce breaks = (bucket, samples, lossSum) -> {
            reduced.add("bucket " + bucket);
            if (reduced.size() == BUCKETS + 1) {
                threw.countDown();
                throw broken;
            }
        };
        try (ExchangeThread thread = new ExchangeThread(breaks, BUCKETS, false)) {
            step(thread, 1, 0);
            thread.begin(1);
            thread.hand(0);
            await(threw);
            thread.hand(1); // the backward pass goes on, so that all gradients are there for another try

            assertThatThrownBy(() -> thread.finish(0)).isSameAs(broken);
            assertThat(reduced).containsExactly("bucket 0", "bucket 1", "bucket 2", "bucket 0");
            thread.begin(1);
            thread.hand(0);
            thread.hand(1);
            assertThatThrownBy(() -> thread.finish(0)).isSameAs(broken); // and it stays broken
        }
    }

    @Test
    void shouldThrowWhatBrokeInTheLastBucketToo() {
        RingBrokenException broken = new RingBrokenException("peer left: peer=1");
        BucketReduce breaks = (bucket, samples, lossSum) -> {
            if (bucket == BUCKETS - 1) {
                throw broken;
            }
        };
        try (ExchangeThread thread = new ExchangeThread(breaks, BUCKETS, false)) {
            assertThatThrownBy(() -> step(thread, 1, 0)).isSameAs(broken);
        }
    }

    @Test
    void shouldThrowErrorsToo() {
        BucketReduce fails = (bucket, samples, lossSum) -> {
            throw new AssertionError("a bug");
        };
        try (ExchangeThread thread = new ExchangeThread(fails, BUCKETS, false)) {
            thread.hand(0);
            assertThatThrownBy(() -> thread.finish(0))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("a bug");
        }
    }

    @Test
    void shouldCloseInTheMiddleOfAStepWithoutReducingTheRest() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch abandoned = new CountDownLatch(1);
        BucketReduce waits = (bucket, samples, lossSum) -> {
            reduced.add("bucket " + bucket);
            began.countDown();
            await(abandoned); // as the watch ends a wait on the ring
            throw new RingBrokenException("this peer closes the ring");
        };
        ExchangeThread thread = new ExchangeThread(waits, BUCKETS, false);
        thread.begin(1);
        thread.hand(0);
        thread.hand(1);
        await(began);
        abandoned.countDown();
        thread.close();
        thread.close();

        assertThat(reduced).containsExactly("bucket 0");
    }

    @Test
    void shouldRefuseABucketOutOfTurn() {
        try (ExchangeThread thread = new ExchangeThread((bucket, samples, loss) -> {}, BUCKETS, false)) {
            assertThatThrownBy(() -> thread.hand(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("bucket 1 handed over, expected 0 of 2");
        }
    }

    @Test
    void shouldAllocateNothingInTheSteadyState() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] exchangeThread = new long[1];
        BucketReduce note = (bucket, samples, lossSum) -> {
            if (bucket == 0) {
                exchangeThread[0] = Thread.currentThread().threadId();
            }
        };
        try (ExchangeThread thread = new ExchangeThread(note, BUCKETS, false)) {
            long allocated = 1;
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (allocated > 0 && System.nanoTime() - endNs < 0) { // the first steps load classes
                step(thread, 1, 0);
                long before =
                        threads.getCurrentThreadAllocatedBytes() + threads.getThreadAllocatedBytes(exchangeThread[0]);
                for (int i = 0; i < 1_000; i++) {
                    step(thread, 1, 0);
                }
                allocated = threads.getCurrentThreadAllocatedBytes()
                        + threads.getThreadAllocatedBytes(exchangeThread[0])
                        - before;
            }
            assertThat(allocated).isZero();
        }
    }

    private static void step(ExchangeThread thread, long samples, double lossSum) {
        thread.begin(samples);
        thread.hand(0);
        thread.hand(1);
        thread.finish(lossSum);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
