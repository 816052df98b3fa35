package io.rondo.peer.data.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SplitMixTest {
    @Test
    void shouldGiveThePublishedSequence() {
        SplitMix random = new SplitMix(1234567);

        // The reference values that accompany Vigna's C version of SplitMix64.
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("6457827717110365317");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("3203168211198807973");
        assertThat(Long.toUnsignedString(random.next())).isEqualTo("9817491932198370423");
    }

    @Test
    void shouldTellPurposesApart() {
        assertThat(SplitMix.of(1, 2).next()).isEqualTo(SplitMix.of(1, 2).next());
        assertThat(SplitMix.of(1, 2).next()).isNotEqualTo(SplitMix.of(2, 1).next());
        assertThat(SplitMix.of(1).next()).isNotEqualTo(SplitMix.of(1, 0).next());
    }

    @Test
    void shouldShuffleOnlyTheGivenPlaces() {
        int[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

        new SplitMix(7).shuffle(values, 2, 8);

        assertThat(values).startsWith(0, 1).endsWith(8, 9).isNotEqualTo(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
        assertThat(Arrays.stream(values).sorted()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void shouldReachEveryOrderAboutEquallyOften() {
        SplitMix random = new SplitMix(3);
        int[] seen = new int[1000];
        for (int i = 0; i < 60_000; i++) {
            int[] values = {1, 2, 3};
            random.shuffle(values, 0, 3);
            seen[values[0] * 100 + values[1] * 10 + values[2]]++;
        }

        assertThat(Arrays.stream(seen).filter(count -> count > 0))
                .hasSize(6)
                .allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
    }

    @Test
    void shouldBeBellShapedWithDeviationOne() {
        SplitMix random = new SplitMix(5);
        double sum = 0;
        double squares = 0;
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            double value = random.bell();
            sum += value;
            squares += value * value;
        }

        assertThat(sum / count).isCloseTo(0, within(0.02));
        assertThat(squares / count).isCloseTo(1, within(0.02));
    }
}
