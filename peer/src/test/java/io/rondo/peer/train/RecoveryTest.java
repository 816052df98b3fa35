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
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer is taken out at every place of a step, and what the others commit is the sum over them, bit for bit. */
@Timeout(120)
class RecoveryTest {
    private static final int ELEMENTS = 5_003;
    private static final int[] LAYERS = {0, 1_000, 3_000};
    private static final int STEPS = 5;
    private static final int VICTIMS_LAST_STEP = 3;
    private static final List<Integer> ALL = List.of(10, 11, 12, 13);

    /** Where the victim stops. */
    enum Place {
        BEFORE_ITS_GRADIENTS,
        IN_THE_MIDDLE_OF_ITS_GRADIENTS,
        BEFORE_IT_CALLS,
        BEFORE_IT_GATHERS;

        /** Steps that the victim commits too. */
        int stepsOfAll() {
            return VICTIMS_LAST_STEP + (this == BEFORE_IT_GATHERS ? 1 : 0);
        }
    }

    static Stream<Arguments> ways() {
        return Stream.of(TransportKind.WINDOW, TransportKind.IPC)
                .flatMap(kind -> Stream.of(25.0, 1e-6)
                        .flatMap(bucketMiB -> Stream.of(Place.values())
                                .flatMap(place -> Stream.of(10, 12)
                                        .map(victim -> Arguments.of(kind, bucketMiB, place, victim)))));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void shouldCommitTheSumOverThoseWhoAreLeft(TransportKind kind, double bucketMiB, Place place, int victim)
            throws Exception {
        BucketPlan plan = BucketPlan.of(ELEMENTS, LAYERS, (long) (bucketMiB * (1 << 20)));
        List<Integer> left = ALL.stream().filter(id -> id != victim).toList();
        ExecutorService threads = Executors.newFixedThreadPool(ALL.size());
        try (HealingPeers peers = new HealingPeers(ALL, PathSettings.of(kind), 4L * ELEMENTS)) {
            List<Future<float[]>> results = new ArrayList<>();
            for (int id : ALL) {
                results.add(threads.submit(() -> train(peers, plan, id, place, id == victim)));
            }
            float[] expected = expected(plan, left, place.stepsOfAll());
            for (int i = 0; i < ALL.size(); i++) {
                float[] parameters = results.get(i).get(100, TimeUnit.SECONDS);
                if (ALL.get(i) != victim) {
                    assertThat(parameters).as("peer %d", ALL.get(i)).containsExactly(expected);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static float[] train(HealingPeers peers, BucketPlan plan, int id, Place end, boolean isVictim) {
        Arena arena = Arena.ofAuto();
        MemorySegment parameters = arena.allocate(ELEMENTS * 4L, 64);
        TrainingConfig training = ConfigReader.readText(
                        "training: {optimizer: {name: sgd, learningRate: 1}, schedule: {name: constant}}", "test")
                .training();
        FlatUpdater updater = new FlatUpdater(training, LearningRate.of(training, 1, STEPS), parameters);
        TestReplica replica = new TestReplica(parameters, updater);
        RingExchange exchange = new RingExchange(peers.supply(id), plan, updater, TestReplica.UNWATCHED, replica);
        assertThat(exchange.enter()).isTrue();
        for (int step = 0; step < STEPS; step++) {
            Place stop = isVictim && step == VICTIMS_LAST_STEP ? end : null;
            exchange.begin(step, samples(id));
            float[] gradients = gradients(id, step);
            for (int bucket = 0; bucket < plan.count() && stop != Place.BEFORE_ITS_GRADIENTS; bucket++) {
                if (bucket == 1 && stop == Place.IN_THE_MIDDLE_OF_ITS_GRADIENTS) {
                    break;
                }
                int begin = plan.begin(bucket);
                MemorySegment.copy(
                        gradients,
                        begin,
                        exchange.gradients(),
                        ValueLayout.JAVA_FLOAT,
                        4L * begin,
                        plan.end(bucket) - begin);
                exchange.onFinal(bucket, new PlainSums(plan, exchange.gradients()));
            }
            if (stop != null && stop != Place.BEFORE_IT_GATHERS) {
                peers.takeOut(id);
                return new float[0];
            }
            StepOutcome outcome = exchange.apply(step, samples(id), samples(id));
            assertThat(outcome.loss()).isEqualTo(1);
            assertThat(outcome.peers()).hasSize(step < end.stepsOfAll() ? ALL.size() : ALL.size() - 1);
            if (stop == Place.BEFORE_IT_GATHERS) {
                peers.takeOut(id);
                return new float[0];
            }
            Gathered gathered = exchange.gather(2, (rank, size) -> new long[] {rank, size});
            assertThat(gathered.values()).hasSize(2 * gathered.peers().size());
            assertThat(gathered.values()[1]).isEqualTo(gathered.peers().size());
        }
        exchange.finish();
        float[] result = parameters.toArray(ValueLayout.JAVA_FLOAT);
        exchange.close();
        return result;
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

    /**
     * From the definition: chunk c of each bucket is begun by rank c of those who committed it, divided once by their
     * samples.
     */
    private static float[] expected(BucketPlan plan, List<Integer> left, int stepsOfAll) {
        float[] parameters = new float[ELEMENTS];
        for (int step = 0; step < STEPS; step++) {
            List<Integer> members = step < stepsOfAll ? ALL : left;
            long samples = members.stream().mapToLong(RecoveryTest::samples).sum();
            List<float[]> sources = new ArrayList<>();
            for (int id : members) {
                sources.add(gradients(id, step));
            }
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
                        parameters[i] -= sum / samples;
                    }
                }
            }
        }
        return parameters;
    }
}
