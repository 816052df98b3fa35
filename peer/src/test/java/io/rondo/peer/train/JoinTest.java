package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.Chunks;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.TransportKind;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.TrainingConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer comes into the midst of a run, and from then on has the bits of the others. */
@Timeout(120)
class JoinTest {
    private static final int ELEMENTS = 5_003;
    private static final int[] LAYERS = {0, 1_000, 3_000};
    private static final int STEPS = 6;
    private static final int COMES_IN = 2; // step
    private static final int GOES_OUT = 4; // step
    private static final List<Integer> OLD = List.of(10, 12, 13);

    /** What the others are about to do. */
    enum Place {
        REDUCE,
        GATHER
    }

    /** A step as somebody saw it. */
    private record Step(List<Integer> peers, long samples) {}

    private final Map<Integer, Step> steps = new ConcurrentHashMap<>();

    static Stream<Arguments> ways() {
        return Stream.of(TransportKind.WINDOW, TransportKind.IPC)
                .flatMap(kind -> Stream.of(25.0, 1e-6)
                        .flatMap(bucketMiB -> Stream.of(Place.values())
                                .flatMap(place -> Stream.of(9, 11, 14) // first, in the middle, last
                                        .map(newcomer -> Arguments.of(kind, bucketMiB, place, newcomer)))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldGiveANewcomerTheStateOfTheRun(TransportKind kind, double bucketMiB, Place place, int newcomer)
            throws Exception {
        BucketPlan plan = BucketPlan.of(ELEMENTS, LAYERS, (long) (bucketMiB * (1 << 20)));
        List<Integer> all = Stream.concat(OLD.stream(), Stream.of(newcomer)).toList();
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try (HealingPeers peers = new HealingPeers(OLD, PathSettings.of(kind), 4L * ELEMENTS)) {
            List<Future<float[]>> results = new ArrayList<>();
            for (int id : all) {
                results.add(threads.submit(() -> new Trainer(peers, plan, id, newcomer, place).train()));
            }
            float[] expected = null;
            for (Future<float[]> result : results) {
                float[] parameters = result.get(100, TimeUnit.SECONDS);
                expected = expected == null ? expected(plan, newcomer) : expected;
                assertThat(parameters).containsExactly(expected);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(steps.get(COMES_IN - 1).peers()).isEqualTo(OLD);
        assertThat(steps.get(STEPS - 1).peers()).contains(newcomer).hasSize(4);
    }

    /** One peer, on a thread of its own. The one of the lowest id of the old ones brings the newcomer in. */
    private final class Trainer {
        private final HealingPeers peers;
        private final BucketPlan plan;
        private final int id;
        private final int newcomer;
        private final Place place;
        private final MemorySegment parameters = Arena.ofAuto().allocate(ELEMENTS * 4L, 64);
        private final TestReplica replica;
        private final RingExchange exchange;

        Trainer(HealingPeers peers, BucketPlan plan, int id, int newcomer, Place place) {
            this.peers = peers;
            this.plan = plan;
            this.id = id;
            this.newcomer = newcomer;
            this.place = place;
            TrainingConfig training = ConfigReader.readText(
                            "training: {optimizer: {name: momentum, learningRate: 1, momentum: 0.5}, schedule: {name: constant}}",
                            "test")
                    .training();
            FlatUpdater updater = new FlatUpdater(training, LearningRate.of(training, 1, STEPS), parameters);
            replica = new TestReplica(parameters, updater);
            exchange = new RingExchange(peers.supply(id), plan, updater, TestReplica.UNWATCHED, replica);
        }

        float[] train() {
            boolean isNew = !exchange.enter();
            assertThat(isNew).isEqualTo(id == newcomer);
            int first = isNew ? Integer.parseInt(replica.place) : 0;
            for (int step = first; step < STEPS; step++) {
                replica.place = String.valueOf(step);
                boolean isDealtTo = !(isNew && step == first);
                reduce(step, isDealtTo ? samples(id) : 0);
                replica.place = String.valueOf(step + 1);
                bringIn(step, Place.GATHER);
                Gathered gathered = exchange.gather(2, (rank, size) -> new long[] {rank, size});
                assertThat(gathered.values()[1]).isEqualTo(gathered.peers().size());
                assertThat(gathered.values()).hasSize(2 * gathered.peers().size());
            }
            exchange.finish();
            float[] result = parameters.toArray(ValueLayout.JAVA_FLOAT);
            exchange.close();
            return result;
        }

        private void reduce(int step, long samples) {
            exchange.begin(step, samples);
            float[] gradients = samples == 0 ? new float[ELEMENTS] : gradients(id, step);
            for (int bucket = 0; bucket < plan.count(); bucket++) {
                int begin = plan.begin(bucket);
                int length = plan.end(bucket) - begin;
                MemorySegment.copy(gradients, begin, exchange.gradients(), ValueLayout.JAVA_FLOAT, 4L * begin, length);
                exchange.onFinal(bucket, new PlainSums(plan, exchange.gradients()));
                bringIn(step, Place.REDUCE);
            }
            StepOutcome outcome = exchange.apply(step, samples, samples);
            assertThat(outcome.loss()).isEqualTo(1);
            Step seen = new Step(outcome.peers(), outcome.samples());
            assertThat(steps.computeIfAbsent(step, any -> seen)).isEqualTo(seen);
        }

        private void bringIn(int step, Place now) {
            if (id == OLD.get(0) && step == COMES_IN && place == now && steps.get(step + 10) == null) {
                steps.put(step + 10, new Step(List.of(), 0));
                peers.bringIn(newcomer);
            }
        }
    }

    private static long samples(int id) {
        return id - 8;
    }

    private static float[] gradients(int id, int step) {
        Random random = new Random(1_000L * step + id);
        float[] gradients = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            gradients[i] = (float) random.nextGaussian();
        }
        return gradients;
    }

    /** From the definition, with momentum 0.5; the newcomer counts from its second step on. */
    private float[] expected(BucketPlan plan, int newcomer) {
        float[] parameters = new float[ELEMENTS];
        float[] velocity = new float[ELEMENTS];
        boolean wasThere = false;
        for (int step = 0; step < STEPS; step++) {
            List<Integer> members = steps.get(step).peers();
            boolean countsNewcomer = wasThere;
            wasThere = members.contains(newcomer);
            List<float[]> sources = members.stream()
                    .map(countingOrNot(newcomer, countsNewcomer, step))
                    .toList();
            long samples = members.stream()
                    .filter(id -> countsNewcomer || id != newcomer)
                    .mapToLong(JoinTest::samples)
                    .sum();
            assertThat(steps.get(step).samples()).isEqualTo(samples);
            int size = members.size();
            for (int bucket = 0; bucket < plan.count(); bucket++) {
                int length = plan.end(bucket) - plan.begin(bucket);
                for (int chunk = 0; chunk < size; chunk++) {
                    long end = plan.begin(bucket) + Chunks.begin(length, size, chunk + 1);
                    for (int i = plan.begin(bucket) + (int) Chunks.begin(length, size, chunk); i < end; i++) {
                        float sum = sources.get(chunk)[i];
                        for (int hop = 1; hop < size; hop++) {
                            sum += sources.get((chunk + hop) % size)[i];
                        }
                        velocity[i] = 0.5f * velocity[i] + sum / samples;
                        parameters[i] -= velocity[i];
                    }
                }
            }
        }
        return parameters;
    }

    private static java.util.function.Function<Integer, float[]> countingOrNot(int newcomer, boolean counts, int step) {
        return id -> id == newcomer && !counts ? new float[ELEMENTS] : gradients(id, step);
    }
}
