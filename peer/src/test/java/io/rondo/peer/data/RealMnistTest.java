package io.rondo.peer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RealMnistTest {
    private static final int TRAIN = 60_000;
    private static final int BATCH = 1_000;

    @Test
    void shouldReadTheRealFilesAndNormaliseThem() {
        try (DataSource source = DataSets.open("mnist", RealMnist.directory());
                Arena arena = Arena.ofConfined()) {
            Batch batch = new Batch(source.shape(), BATCH, arena);
            int[] all = IntStream.range(0, TRAIN).toArray();
            double sum = 0;
            double squares = 0;
            for (int from = 0; from < TRAIN; from += BATCH) {
                source.read(Split.TRAIN, all, from, BATCH, batch);
                for (long i = 0; i < (long) BATCH * source.shape().length(); i++) {
                    float value = batch.features().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                    sum += value;
                    squares += value * value;
                }
            }
            long values = (long) TRAIN * source.shape().length();
            source.read(Split.TRAIN, new int[] {0, 1, 2, TRAIN - 1}, 0, 4, batch);

            assertThat(source.count(Split.TRAIN)).isEqualTo(TRAIN);
            assertThat(source.count(Split.TEST)).isEqualTo(10_000);
            assertThat(sum / values).isCloseTo(0, within(0.001));
            assertThat(squares / values).isCloseTo(1, within(0.001));
            assertThat(batch.labels()).startsWith(5, 0, 4, 8);
        }
    }
}
