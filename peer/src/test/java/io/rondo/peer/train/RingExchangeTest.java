package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.allreduce.Chunks;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.Window;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.TrainingConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ranks as threads over a real driver; plain SGD with rate 1 from zeros, so that parameters are sums of averages. */
@Timeout(120)
class RingExchangeTest {
    private static final int ELEMENTS = 5_003;
    private static final int[] LAYERS = {0, 100, 101, 2_000, 4_999};
    private static final int STEPS = 60;
    private static final RingWatch PATIENT = RingWatch.silence(TimeUnit.SECONDS.toNanos(60));

    @ParameterizedTest
    @CsvSource({"AUTO, 1", "AUTO, 4000", "AUTO, 0", "IPC, 1"})
    void shouldEndWithTheCanonicalBitsOnEveryRank(TransportKind kind, long leastBytes) throws Exception {
        BucketPlan plan = BucketPlan.of(ELEMENTS, LAYERS, leastBytes);
        try (ThreadRing ring = new ThreadRing(3, PATIENT)) {
            List<float[]> parameters =
                    ring.onEveryRank(PathSettings.of(kind), collectives -> train(new Rank(collectives, plan)));

            float[] expected = expected(plan, 3);
            for (float[] ofRank : parameters) {
                assertThat(ofRank).containsExactly(expected);
            }
        }
    }

    @Test
    void shouldSayInTheTrainingThreadThatAPeerFellSilentInMidOverlap() throws Exception {
        BucketPlan plan = BucketPlan.of(ELEMENTS, LAYERS, 1);
        CountDownLatch over = new CountDownLatch(1);
        RingWatch impatient = RingWatch.silence(TimeUnit.MILLISECONDS.toNanos(500));
        try (ThreadRing ring = new ThreadRing(2, impatient)) {
            ring.onEveryRank(PathSettings.of(TransportKind.AUTO), collectives -> {
                Rank rank = new Rank(collectives, plan);
                rank.step(0);
                if (rank.number == 1) { // gives its first two buckets of the next step, and no more
                    rank.begin(1);
                    rank.onFinal(0);
                    rank.onFinal(1);
                    assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
                } else {
                    float[] before = rank.parameters();
                    assertThatThrownBy(() -> rank.step(1))
                            .hasCauseInstanceOf(RingBrokenException.class)
                            .cause()
                            .hasMessageStartingWith("peer silent: peer=1 generation=1 hop=0 silentMs=");
                    assertThat(rank.gradients()).containsExactly(gradients(0, 1)); // for another try
                    assertThat(rank.parameters()).containsExactly(before);
                    over.countDown();
                }
                rank.close();
                return null;
            });
        }
    }

    @Test
    void shouldCloseWhileABucketWaitsForOthers() throws Exception {
        BucketPlan plan = BucketPlan.of(ELEMENTS, LAYERS, 1);
        AtomicBoolean closing = new AtomicBoolean();
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        RingWatch watch = (ring, rank, hop, waitedNs) -> {
            if (ring.rank() == 0 && hop >= 0) {
                waiting.countDown();
            }
            if (closing.get()) {
                throw new RingBrokenException("closing");
            }
        };
        try (ThreadRing ring = new ThreadRing(2, watch)) {
            ring.onEveryRank(PathSettings.of(TransportKind.AUTO), collectives -> {
                Rank rank = new Rank(collectives, plan, () -> closing.set(true));
                rank.exchange.gather(1, (r, size) -> new long[] {0}); // both are here
                if (rank.number == 0) {
                    rank.begin(0);
                    rank.onFinal(0); // the other one never comes; then, say, reading a sample fails
                    assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
                    rank.close();
                    closed.countDown();
                } else {
                    assertThat(closed.await(60, TimeUnit.SECONDS)).isTrue();
                    rank.close();
                }
                return null;
            });
        }
    }

    private static float[] train(Rank rank) {
        for (int step = 0; step < STEPS; step++) {
            StepOutcome outcome = rank.step(step);
            assertThat(outcome.samples()).isEqualTo(totalSamples(step, rank.size));
            assertThat(outcome.loss()).isEqualTo(0.5);
            assertThat(outcome.waitNs()).isNotNegative();
            assertThat(outcome.transferNs()).isNotNegative();
            if (step % 7 == 3) { // the ring is the training thread's between two steps
                long number = step;
                assertThat(rank.exchange
                                .gather(2, (r, size) -> new long[] {r, number})
                                .values())
                        .hasSize(2 * rank.size);
            }
        }
        float[] parameters = rank.parameters();
        rank.close();
        return parameters;
    }

    /** None on rank 1 now and then. */
    private static long samples(int rank, int step) {
        return rank == 1 && step % 5 == 0 ? 0 : 3 + rank;
    }

    private static long totalSamples(int step, int size) {
        long total = 0;
        for (int rank = 0; rank < size; rank++) {
            total += samples(rank, step);
        }
        return total;
    }

    private static float[] gradients(int rank, int step) {
        Random random = new Random(100L * step + rank);
        float[] gradients = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            gradients[i] = (float) random.nextGaussian();
        }
        return gradients;
    }

    /** From the definition: chunk c of each bucket is begun by rank c, divided once, subtracted. */
    private static float[] expected(BucketPlan plan, int size) {
        float[] parameters = new float[ELEMENTS];
        for (int step = 0; step < STEPS; step++) {
            float[][] sources = new float[size][];
            for (int rank = 0; rank < size; rank++) {
                sources[rank] = gradients(rank, step);
            }
            for (int bucket = 0; bucket < plan.count(); bucket++) {
                int length = plan.end(bucket) - plan.begin(bucket);
                for (int chunk = 0; chunk < size; chunk++) {
                    long end = plan.begin(bucket) + Chunks.begin(length, size, chunk + 1);
                    for (int i = plan.begin(bucket) + (int) Chunks.begin(length, size, chunk); i < end; i++) {
                        float sum = sources[chunk][i];
                        for (int hop = 1; hop < size; hop++) {
                            sum += sources[(chunk + hop) % size][i];
                        }
                        parameters[i] -= sum / totalSamples(step, size);
                    }
                }
            }
        }
        return parameters;
    }

    /** One rank's replica and exchange; this thread is its training thread. */
    private static final class Rank {
        final int number;
        final int size;
        final RingExchange exchange;
        private final BucketPlan plan;
        private final Arena arena = Arena.ofShared();
        private final MemorySegment parameters = arena.allocate(ELEMENTS * 4L, 64);
        private final MemorySegment source;
        private final FlatUpdater updater;

        Rank(Collectives ring, BucketPlan plan) throws Exception {
            this(ring, plan, () -> {});
        }

        Rank(Collectives ring, BucketPlan plan, Runnable onClosing) throws Exception {
            this.number = ring.ring().rank();
            this.size = ring.ring().size();
            this.plan = plan;
            TrainingConfig training = ConfigReader.readText(
                            "training: {optimizer: {name: sgd, learningRate: 1}, schedule: {name: constant}}", "test")
                    .training();
            updater = new FlatUpdater(training, LearningRate.of(training, 1, STEPS), parameters);
            source = ring.window(ELEMENTS * 4L).keep().memory();
            Window target =
                    ring.window(RingSupply.targetBytes(ELEMENTS * 4L, size)).keep();
            RingSupply once = new RingSupply() {
                @Override
                public MemorySegment source() {
                    return source;
                }

                @Override
                public Opened open(int generation, RingBrokenException cause) {
                    if (generation > 0) {
                        throw new IllegalStateException(cause); // this test has no next view
                    }
                    return new Opened(ring, new Target(target));
                }

                @Override
                public void requireEnough(Ring ring, boolean isBeginning) {}
            };
            StepWatch watch = new StepWatch() {
                @Override
                public void onStep(long step) {}

                @Override
                public void onExchanging(long step) {}

                @Override
                public void onRecovered(Ring ring, long sinceBreakNs) {}

                @Override
                public void onClosing(Ring broken) {
                    onClosing.run();
                }
            };
            exchange = new RingExchange(once, plan, updater, watch, new TestReplica(parameters, updater));
            assertThat(exchange.enter()).isTrue();
        }

        void begin(int step) {
            exchange.begin(step, samples(number, step));
        }

        void onFinal(int bucket) {
            exchange.onFinal(bucket, new PlainSums(plan, source));
        }

        /** As a backward pass does: from the end of the vector to its start. */
        StepOutcome step(int step) {
            float[] gradients = RingExchangeTest.gradients(number, step);
            begin(step);
            for (int bucket = 0; bucket < plan.count(); bucket++) {
                int length = plan.end(bucket) - plan.begin(bucket);
                MemorySegment.copy(
                        gradients, plan.begin(bucket), source, ValueLayout.JAVA_FLOAT, 4L * plan.begin(bucket), length);
                onFinal(bucket);
            }
            return exchange.apply(step, samples(number, step), 0.5 * samples(number, step));
        }

        float[] gradients() {
            return source.toArray(ValueLayout.JAVA_FLOAT);
        }

        float[] parameters() {
            return parameters.toArray(ValueLayout.JAVA_FLOAT);
        }

        void close() {
            exchange.close();
            updater.close();
            arena.close();
        }
    }
}
