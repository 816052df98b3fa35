package io.rondo.peer.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "250ms, 250, 250ms",
        "1s, 1000, 1s",
        "5m, 300000, 5m",
        "2h, 7200000, 2h",
        "90s, 90000, 90s",
        "120s, 120000, 2m",
        "1500ms, 1500, 1500ms",
        "0s, 0, 0s"
    })
    void shouldReadAndPrintTheSameDuration(String text, long millis, String printed) {
        assertThat(Durations.parse(text).orElseThrow().toMillis()).isEqualTo(millis);
        assertThat(Durations.print(Durations.parse(text).orElseThrow())).isEqualTo(printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "1 s", "-1s", "1.5s", "1d", "1S", "9999999999999s"})
    void shouldRefuseOtherForms(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
