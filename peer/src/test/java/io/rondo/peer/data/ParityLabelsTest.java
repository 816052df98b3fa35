package io.rondo.peer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParityLabelsTest {
    private static final int COUNT = 40;

    @Test
    void shouldTellEvenFromOddAndLeaveTheRestAsItIs() {
        int[] samples = IntStream.range(7, 7 + COUNT).toArray();
        try (DataSource digits = DataSets.open("digits", null);
                DataSource parity = new ParityLabels(DataSets.open("digits", null));
                Arena arena = Arena.ofConfined()) {
            Batch numbers = new Batch(digits.shape(), COUNT, arena);
            Batch halves = new Batch(parity.shape(), COUNT, arena);
            digits.read(Split.TRAIN, samples, 0, COUNT, numbers);
            parity.read(Split.TRAIN, samples, 0, COUNT, halves);

            assertThat(parity.shape().classes()).isEqualTo(2);
            assertThat(parity.count(Split.TEST)).isEqualTo(digits.count(Split.TEST));
            assertThat(halves.labels())
                    .isEqualTo(Arrays.stream(numbers.labels())
                            .map(digit -> digit % 2)
                            .toArray());
            assertThat(halves.features().mismatch(numbers.features())).isEqualTo(-1);
        }
    }
}
