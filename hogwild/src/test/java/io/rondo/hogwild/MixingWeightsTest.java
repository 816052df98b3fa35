package io.rondo.hogwild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixingWeightsTest {
    @ParameterizedTest
    @CsvSource({
        "2, 0.618, 0.382",
        "3, 0.682, 0.534",
        "4, 0.7245, 0.620",
        "6, 0.778, 0.715",
        "8, 0.812, 0.768",
        "10, 0.835, 0.803",
        "16, 0.877, 0.860",
        "32, 0.923, 0.917"
    })
    void shouldAgreeWithThePublishedTable(int size, double beta, double lambda) {
        MixingWeights weights = MixingWeights.forRingOf(size);

        assertThat(weights.beta()).isCloseTo(beta, within(6e-4));
        assertThat(weights.lambda()).isCloseTo(lambda, within(1.1e-3));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 7, 17, 64, 1_000})
    void shouldCountADeltaOnceWhenItHasGoneRoundTheRing(int size) {
        double beta = MixingWeights.forRingOf(size).beta();

        assertThat(Math.pow(beta, size) + beta).isCloseTo(1, within(1e-13));
    }

    @Test
    void shouldRefuseARingWithoutASuccessor() {
        assertThatThrownBy(() -> MixingWeights.forRingOf(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("size=1");
    }
}
