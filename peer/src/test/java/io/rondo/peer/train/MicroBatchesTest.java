package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rondo.allreduce.Chunks;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.data.deal.Deal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An mlp on digits: a batch in micro-batches against a ring of as many ranks, added up here, bucket by bucket. */
class MicroBatchesTest {
    /** Layers of 784 x 9 + 9, 9 x 7 + 7 and 7 x 10 + 10 parameters. */
    private static final String MLP = "model: {name: mlp, hidden: [9, 7]}";

    private static final String TINY = "model: {class: " + TinyWorld.Echo.class.getName() + "}\ndata: {class: "
            + TinyWorld.Data.class.getName() + "}";
    private static final int[] ONE_BUCKET = {0, 7215};
    private static final int[] TWO_BUCKETS = {0, 7065, 7215};
    private static final int[] THREE_BUCKETS = {0, 7065, 7135, 7215};
    /** Nothing, 500 bytes, 1 byte. */
    private static final List<String> BUCKET_MIB = List.of("0", "0.000477", "1e-6");

    private static final int[] ORDER = IntStream.range(0, 500).toArray();

    @ParameterizedTest
    @CsvSource({
        "64, 16, 4, 64", // what the equivalence of four peers and one is made of
        "64, 16, 4, 37", // an epoch's last step
        "64, 16, 4, 3", // some have nothing
        "40, 16, 3, 40", // three of 14, 13 and 13
        "400, 16, 16, 400", // no more than 16 parts: of 25
        "16, 64, 1, 16",
    })
    void shouldHaveTheBitsOfARing(int batch, int microBatch, int ranks, int count) {
        for (int[] bounds : List.of(ONE_BUCKET, TWO_BUCKETS, THREE_BUCKETS)) {
            String bucketMiB = BUCKET_MIB.get(bounds.length - 2);
            float[] parts = gradients(batch, microBatch, bucketMiB, 10, count);

            assertThat(parts)
                    .as("training.bucketMiB=%s", bucketMiB)
                    .containsExactly(reduced(bounds, ranks, Math.ceilDiv(batch, ranks), 10, count));
        }
    }

    @Test
    void shouldTellOfEachBucketOnceWhenItsSumsCanBeHadAgainAndAgain() {
        try (Trainee trainee = open("batch: 48, microBatch: 16, bucketMiB: 1e-6", MLP);
                Arena arena = Arena.ofConfined()) {
            MemorySegment gradients = arena.allocate((long) trainee.parameterCount() * Float.BYTES, 64);
            trainee.bind(gradients);
            List<Integer> told = new ArrayList<>();
            MemorySegment[] early = trainee.buckets().slices(arena.allocate(gradients.byteSize(), 64));
            MicroBatches.FinalSums write = (bucket, sums) -> {
                told.add(bucket);
                sums.write(bucket, early[bucket]);
            };
            MicroBatches batches = new MicroBatches(trainee, gradients, write);
            batches.computeGradients(ORDER, 0, 40);

            assertThat(told).containsExactly(0, 1, 2);
            for (int bucket : told) {
                MemorySegment late = arena.allocate(early[bucket].byteSize(), 64);
                batches.write(bucket, late);
                assertThat(late.mismatch(early[bucket])).as("bucket %d", bucket).isEqualTo(-1);
            }
        }
    }

    @Test
    void shouldAllocateNothingForBuckets() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Trainee trainee = open("batch: 48, microBatch: 16, bucketMiB: 1e-6", MLP);
                Arena arena = Arena.ofConfined()) {
            MemorySegment gradients = arena.allocate((long) trainee.parameterCount() * Float.BYTES, 64);
            trainee.bind(gradients);
            MicroBatches batches = new MicroBatches(trainee, gradients, (bucket, sums) -> sums.writeInPlace(bucket));
            long allocated = 1;
            long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (allocated > 0 && System.nanoTime() - endNs < 0) { // vectors are objects until they are compiled
                long before = threads.getCurrentThreadAllocatedBytes();
                batches.computeGradients(ORDER, 0, 48);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
        }
    }

    @Test
    void shouldReadEachSampleOnceInOrder() {
        TinyWorld.CALLS.clear();
        try (Trainee trainee = open("batch: 100, microBatch: 16", TINY)) {
            new MicroBatches(trainee, Arena.ofAuto().allocate(Float.BYTES, Float.BYTES), (bucket, sums) -> {})
                    .computeGradients(ORDER, 0, TinyWorld.TRAIN);
        }

        assertThat(TinyWorld.CALLS)
                .filteredOn(call -> call.startsWith("read"))
                .containsExactly("read 2", "read 2", "read 2", "read 1", "read 1", "read 1", "read 1");
    }

    /** The canonical order: chunk c of each bucket is begun by rank c. */
    private static float[] reduced(int[] bounds, int ranks, int batch, int from, int total) {
        Deal deal = Deal.even(ranks, batch);
        float[][] sources = new float[ranks][];
        for (int rank = 0; rank < ranks; rank++) {
            sources[rank] = gradients(batch, batch, "0", from + deal.start(total, rank), deal.count(total, rank));
        }
        float[] sum = new float[sources[0].length];
        for (int bucket = 0; bucket < bounds.length - 1; bucket++) {
            reduce(sources, bounds[bucket], bounds[bucket + 1], sum);
        }
        return sum;
    }

    private static void reduce(float[][] sources, int begin, int end, float[] sum) {
        int ranks = sources.length;
        for (int chunk = 0; chunk < ranks; chunk++) {
            int chunkEnd = begin + (int) Chunks.begin(end - begin, ranks, chunk + 1);
            for (int i = begin + (int) Chunks.begin(end - begin, ranks, chunk); i < chunkEnd; i++) {
                sum[i] = sources[chunk][i];
                for (int hop = 1; hop < ranks; hop++) {
                    sum[i] += sources[(chunk + hop) % ranks][i];
                }
            }
        }
    }

    private static float[] gradients(int batch, int microBatch, String bucketMiB, int from, int count) {
        String training = "batch: " + batch + ", microBatch: " + microBatch + ", bucketMiB: " + bucketMiB;
        try (Trainee trainee = open(training, MLP);
                Arena arena = Arena.ofConfined()) {
            MemorySegment gradients = arena.allocate((long) trainee.parameterCount() * Float.BYTES, 64);
            trainee.bind(gradients);
            MicroBatches batches = new MicroBatches(trainee, gradients, (bucket, sums) -> sums.writeInPlace(bucket));
            batches.computeGradients(ORDER, 100, 7); // leaves something behind
            batches.computeGradients(ORDER, from, count);
            return gradients.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static Trainee open(String training, String world) {
        String text = "mode: solo\ntraining: {" + training + "}\n" + world;
        return Trainee.open(ConfigReader.readText(text, "test"), Choices.on(List.of()));
    }
}
