package io.rondo.hogwild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeltaScaleTest {
    @ParameterizedTest
    @CsvSource({"raw, 1", "learning-rate, 0.05", "0.25, 0.25", "0, 0"})
    void shouldScaleByWhatItIsNamed(String text, double scale) {
        assertThat(DeltaScale.of(text).with(() -> 0.05).getAsDouble()).isEqualTo(scale);
    }

    @ParameterizedTest
    @CsvSource({"rate", "-0.1", "1.5", "NaN"})
    void shouldRefuseOthers(String text) {
        assertThatThrownBy(() -> DeltaScale.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void shouldDecayOnceInTheTimeInWhichAllPeersTogetherHaveDoneAnEpoch() {
        StepDecay decay = new StepDecay(0.5, 0.8);

        assertThat(decay.at(4, 4)).isCloseTo(0.4, within(1e-12));
        assertThat(decay.at(1, 1)).isCloseTo(0.4, within(1e-12));
        assertThat(decay.at(0, 4)).isEqualTo(0.5);
    }
}
