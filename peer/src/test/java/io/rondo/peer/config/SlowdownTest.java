package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlowdownTest {
    private static final long MS = 1_000_000;

    @ParameterizedTest
    @CsvSource({
        "1=3x, 1, 7, 20",
        "1=3x, 0, 7, 0",
        "1=200ms, 1, 7, 200",
        "1=1.5x@5-10, 1, 4, 0",
        "1=1.5x@5-10, 1, 5, 5",
        "1=1.5x@5-10, 1, 9, 5",
        "1=1.5x@5-10, 1, 10, 0",
        "1=2s@0-1, 1, 0, 2000"
    })
    void shouldSleepSoLong(String text, int id, long step, long expectedMs) {
        assertThat(Slowdown.of(text).pauseNs(id, step, 10 * MS)).isEqualTo(expectedMs * MS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1=x", "1=0.5x", "a=3x", "1=3x@7", "1=3 x"})
    void shouldRefuseOthers(String text) {
        assertThatThrownBy(() -> ConfigReader.readText("training: {slow: [\"" + text + "\"]}", "test"))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("training.slow: expected");
    }

    @Test
    void shouldReadAList() {
        RondoConfig config = ConfigReader.readText("training: {slow: [1=3x, 2=50ms]}", "test");

        assertThat(config.training().slowdowns()).hasSize(2);
    }
}
