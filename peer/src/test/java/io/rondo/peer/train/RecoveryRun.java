package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.TransportKind;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.train.Moment.Place;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Four peers train for a few steps, on one path; one of them may die in the midst of one step. */
final class RecoveryRun {
    /** Three blocks of a window's path for each of four ranks, and three segments of a conveyor. */
    static final int ELEMENTS = 35_003;

    static final List<Integer> ALL = List.of(10, 11, 12, 13);
    static final int FATAL_STEP = 1;

    private static final int SEGMENT_BYTES = 12 * 1024;
    private static final int[] LAYERS = {0, 1_000, 30_000};
    private static final int STEPS = 3;
    private static final float[][][] GRADIENTS = new float[STEPS][ALL.size()][];

    private final TransportKind kind;
    private final BucketPlan plan;
    /** Whose samples were in a step, as each of its peers was told. */
    private final Map<Integer, List<Integer>> contributors = new ConcurrentHashMap<>();

    private final Queue<RingExchange> exchanges = new ConcurrentLinkedQueue<>();

    /** @param bucketMiB as in the config */
    RecoveryRun(TransportKind kind, double bucketMiB) {
        this.kind = kind;
        this.plan = BucketPlan.of(ELEMENTS, LAYERS, (long) (bucketMiB * (1 << 20)));
    }

    /**
     * Runs it.
     *
     * @return what the victim went through in the fatal step
     */
    List<Moment> run(int victim, Moment fatal, int occurrence) throws Exception {
        PathSettings settings = new PathSettings(kind, PathSettings.DEFAULT_LATENCY_BYTES, SEGMENT_BYTES);
        ExecutorService threads = Executors.newFixedThreadPool(ALL.size());
        try (HealingPeers peers = new HealingPeers(ALL, settings, 4L * ELEMENTS)) {
            Fate fate = new Fate(fatal, occurrence, () -> peers.takeOut(victim));
            List<Future<float[]>> results = new ArrayList<>();
            for (int id : ALL) {
                Fate own = id == victim ? fate : new Fate(null, 0, () -> {});
                results.add(threads.submit(() -> train(peers, id, own)));
            }
            float[] expected = null;
            for (int i = 0; i < ALL.size(); i++) {
                float[] parameters = results.get(i).get(100, TimeUnit.SECONDS);
                expected = expected == null && parameters != null ? expected() : expected;
                assertThat(parameters).as("peer %d", ALL.get(i)).isEqualTo(parameters == null ? null : expected);
                assertThat(parameters == null).isEqualTo(ALL.get(i) == victim && fate.isDead());
            }
            exchanges.forEach(RingExchange::close);
            assertThat(fate.isDead()).isEqualTo(fatal != null);
            return fate.passed();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Whose samples are in the fatal step. */
    List<Integer> contributors() {
        return contributors.get(FATAL_STEP);
    }

    /** @return the parameters in the end, or null when the peer has died */
    private float[] train(HealingPeers peers, int id, Fate fate) {
        MemorySegment parameters = Arena.ofAuto().allocate(ELEMENTS * 4L, 64);
        TrainingConfig training = ConfigReader.readText(
                        "training: {optimizer: {name: sgd, learningRate: 1}, schedule: {name: constant}}", "test")
                .training();
        FlatUpdater updater = new FlatUpdater(training, LearningRate.of(training, 1, STEPS), parameters);
        TestReplica replica = new TestReplica(parameters, updater);
        RingExchange exchange = new RingExchange(peers.supply(id, fate), plan, updater, TestReplica.UNWATCHED, replica);
        exchanges.add(exchange);
        assertThat(exchange.enter()).isTrue();
        try {
            for (int step = 0; step < STEPS; step++) {
                step(exchange, id, step, fate);
            }
        } catch (Fate.Death e) {
            return null;
        }
        exchange.finish();
        return parameters.toArray(ValueLayout.JAVA_FLOAT);
    }

    private void step(RingExchange exchange, int id, int step, Fate fate) {
        if (step == FATAL_STEP) {
            fate.begin();
        }
        exchange.begin(step, samples(id));
        fate.pass(Place.BEFORE_ITS_GRADIENTS);
        float[] gradients = gradients(id, step);
        for (int bucket = 0; bucket < plan.count(); bucket++) {
            if (bucket == 1) {
                fate.pass(Place.IN_THE_MIDDLE_OF_ITS_GRADIENTS);
            }
            int begin = plan.begin(bucket);
            int length = plan.end(bucket) - begin;
            MemorySegment.copy(gradients, begin, exchange.gradients(), ValueLayout.JAVA_FLOAT, 4L * begin, length);
            exchange.onFinal(bucket, new PlainSums(plan, exchange.gradients()));
        }
        fate.pass(Place.BEFORE_IT_CALLS);
        StepOutcome outcome = exchange.apply(step, samples(id), samples(id));
        assertThat(outcome.loss()).isEqualTo(1);
        assertThat(outcome.samples())
                .isEqualTo(
                        outcome.peers().stream().mapToLong(RecoveryRun::samples).sum());
        List<Integer> others = contributors.putIfAbsent(step, outcome.peers());
        assertThat(outcome.peers()).isEqualTo(others == null ? outcome.peers() : others);
        fate.pass(Place.BEFORE_IT_GATHERS);
        Gathered gathered = exchange.gather(2, (rank, size) -> new long[] {rank, size});
        assertThat(gathered.values()).hasSize(2 * gathered.peers().size());
        assertThat(gathered.values()[1]).isEqualTo(gathered.peers().size());
        fate.pass(Place.AFTER_IT_GATHERED);
        fate.end();
    }

    private static long samples(int id) {
        return id - 8;
    }

    private static float[] gradients(int id, int step) {
        synchronized (GRADIENTS) {
            float[][] ofStep = GRADIENTS[step];
            int index = ALL.indexOf(id);
            if (ofStep[index] == null) {
                ofStep[index] = random(1_000L * step + id);
            }
            return ofStep[index];
        }
    }

    private static float[] random(long seed) {
        Random random = new Random(seed);
        float[] values = new float[ELEMENTS];
        for (int i = 0; i < ELEMENTS; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /**
     * From the definition, over the contributors of each step: chunk c of n of a bucket of L elements covers floor(c L / n) to
     * floor((c + 1) L / n), is added in the order rank c, c + 1, ... (mod n), and divided once by all samples.
     */
    private float[] expected() {
        float[] parameters = new float[ELEMENTS];
        for (int step = 0; step < STEPS; step++) {
            List<Integer> members = contributors.get(step);
            long samples = members.stream().mapToLong(RecoveryRun::samples).sum();
            int size = members.size();
            float[][] sources = new float[size][];
            for (int rank = 0; rank < size; rank++) {
                sources[rank] = gradients(members.get(rank), step);
            }
            for (int bucket = 0; bucket < plan.count(); bucket++) {
                int first = plan.begin(bucket);
                long length = plan.end(bucket) - first;
                for (int chunk = 0; chunk < size; chunk++) {
                    int end = first + (int) ((chunk + 1) * length / size);
                    for (int i = first + (int) (chunk * length / size); i < end; i++) {
                        float sum = sources[chunk][i];
                        for (int more = 1; more < size; more++) {
                            sum += sources[(chunk + more) % size][i];
                        }
                        parameters[i] -= sum / samples;
                    }
                }
            }
        }
        return parameters;
    }
}
