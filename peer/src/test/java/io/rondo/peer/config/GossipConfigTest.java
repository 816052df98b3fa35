package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GossipConfigTest {
    @Test
    void shouldReadTheSection() {
        GossipConfig gossip = read(
                "{rule: push_sum, deltaScale: learning-rate, tolerance: 1e-3, holdSteps: 4, maxStaleness: 50, threads: 2}");

        assertThat(gossip).isEqualTo(new GossipConfig(GossipRule.PUSH_SUM, "learning-rate", 1e-3, 4, 50, 2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{rule: mean} | gossip.rule: expected one of hogwild, pairwise, push_sum",
                "{deltaScale: 2} | gossip.deltaScale: expected raw, learning-rate or a number from 0 to 1",
                "{deltaScale: rate} | gossip.deltaScale: expected raw, learning-rate or a number from 0 to 1",
                "{tolerance: -1} | gossip.tolerance",
                "{holdSteps: -1} | gossip.holdSteps",
                "{threads: 0} | gossip.threads",
                "{tau: 3} | gossip.tau: unknown key"
            })
    void shouldRefuseWhatCannotBe(String section, String sentence) {
        assertThatThrownBy(() -> read(section))
                .isInstanceOf(RondoException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "raw, hogwild, 4, true",
        "0.9, hogwild, 8, true",
        "raw, hogwild, 2, false",
        "0.1, hogwild, 8, false",
        "learning-rate, hogwild, 8, false",
        "raw, pairwise, 8, false"
    })
    void shouldWarnOfWhatMayDiverge(String scale, String rule, int peers, boolean warns) {
        GossipConfig gossip = read("{rule: " + rule + ", deltaScale: " + scale + "}");

        assertThat(gossip.warning(peers).isEmpty()).isEqualTo(!warns);
    }

    @Test
    void shouldTakeThePublishedTimingForZero() {
        assertThat(read("{holdSteps: 0}").timing(8).holdSteps()).isEqualTo(16);
        assertThat(read("{holdSteps: 3}").timing(8).holdSteps()).isEqualTo(3);
    }

    private static GossipConfig read(String section) {
        return ConfigReader.readText("mode: gossip\ngossip: " + section + "\n", "test")
                .gossip();
    }
}
