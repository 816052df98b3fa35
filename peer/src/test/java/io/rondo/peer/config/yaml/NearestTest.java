package io.rondo.peer.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN = List.of("mode", "model", "training", "transport");

    @ParameterizedTest
    @CsvSource({"trainig, training", "modle, model", "MODE, mode", "transprot, transport"})
    void shouldFindTheWordThatWasMeant(String typed, String meant) {
        assertThat(Nearest.to(typed, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"x", "workers", "q"})
    void shouldNotGuessWhenNothingIsNear(String typed) {
        assertThat(Nearest.to(typed, KNOWN)).isEmpty();
    }

    @Test
    void shouldCountASwapOfNeighboursAsOneEdit() {
        assertThat(Nearest.edits("rign", "ring")).isEqualTo(1);
        assertThat(Nearest.edits("", "ring")).isEqualTo(4);
        assertThat(Nearest.edits("kitten", "sitting")).isEqualTo(3);
    }
}
