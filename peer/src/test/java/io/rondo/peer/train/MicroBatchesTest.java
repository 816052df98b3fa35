package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.Chunks;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.data.deal.Deal;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logistic regression on digits: a batch in micro-batches against a ring of as many ranks, added up here. */
class MicroBatchesTest {
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
        float[] parts = gradients(batch, microBatch, 10, count);

        assertThat(parts).containsExactly(reduced(ranks, Math.ceilDiv(batch, ranks), 10, count));
    }

    @Test
    void shouldReadEachSampleOnceInOrder() {
        TinyWorld.CALLS.clear();
        try (Trainee trainee = open(100, 16, TinyWorld.Echo.class.getName(), TinyWorld.Data.class.getName())) {
            new MicroBatches(trainee, Arena.ofAuto().allocate(Float.BYTES, Float.BYTES))
                    .computeGradients(ORDER, 0, TinyWorld.TRAIN);
        }

        assertThat(TinyWorld.CALLS)
                .filteredOn(call -> call.startsWith("read"))
                .containsExactly("read 2", "read 2", "read 2", "read 1", "read 1", "read 1", "read 1");
    }

    /** The canonical order: chunk c is begun by rank c. */
    private static float[] reduced(int ranks, int batch, int from, int total) {
        Deal deal = Deal.even(ranks, batch);
        float[][] sources = new float[ranks][];
        for (int rank = 0; rank < ranks; rank++) {
            sources[rank] = gradients(batch, batch, from + deal.start(total, rank), deal.count(total, rank));
        }
        float[] sum = new float[sources[0].length];
        for (int chunk = 0; chunk < ranks; chunk++) {
            int end = (int) Chunks.begin(sum.length, ranks, chunk + 1);
            for (int i = (int) Chunks.begin(sum.length, ranks, chunk); i < end; i++) {
                sum[i] = sources[chunk][i];
                for (int hop = 1; hop < ranks; hop++) {
                    sum[i] += sources[(chunk + hop) % ranks][i];
                }
            }
        }
        return sum;
    }

    private static float[] gradients(int batch, int microBatch, int from, int count) {
        try (Trainee trainee = open(batch, microBatch, null, null);
                Arena arena = Arena.ofConfined()) {
            MemorySegment gradients = arena.allocate((long) trainee.parameterCount() * Float.BYTES, 64);
            trainee.bind(gradients);
            MicroBatches batches = new MicroBatches(trainee, gradients);
            batches.computeGradients(ORDER, 100, 7); // leaves something behind
            batches.computeGradients(ORDER, from, count);
            return gradients.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static Trainee open(int batch, int microBatch, String model, String data) {
        String text = "mode: solo\ntraining: {batch: " + batch + ", microBatch: " + microBatch + "}\n"
                + (model == null
                        ? "model: logistic\n"
                        : "model: {class: " + model + "}\ndata: {class: " + data + "}\n");
        return Trainee.open(ConfigReader.readText(text, "test"), Choices.on(List.of()));
    }
}
