package io.rondo.bench.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.report.ChartFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.RondoConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrialPageTest {
    private static Trial trial(String contestant, int peers, Double seconds, List<Long> staleness) {
        List<ScoredRun.Score> curve = List.of(new ScoredRun.Score(20, 0.5, 0.6), new ScoredRun.Score(40, 1.25, 0.975));
        return new Trial(contestant, peers, 16, seconds, 0.975, 900, 10, 0.7, 0.1, 0.1, 0.1, 1e6, staleness, curve);
    }

    /** One file, with all the charts in it. */
    @Test
    void shouldShowAllTrialsAndChartsOnOnePage() {
        ChartFile.requireFonts();
        TrialReport report = new TrialReport(
                Environment.here(),
                "strong",
                0.97,
                EffectiveConfig.values(RondoConfig.defaults()),
                List.of(
                        trial("ring", 2, 1.25, List.of()),
                        trial("ring", 4, null, List.of()),
                        trial("asp", 4, 1.25, List.of(3L, 1L)),
                        trial("asp", 4, 1.25, List.of(4L))));

        String page = TrialPage.page(report);

        assertThat(page).contains("<td>never</td>", "<td>1.25</td>", "<td>0.25</td>", "target accuracy 97.0 %");
        assertThat(page.split("data:image/svg\\+xml;base64,", -1)).hasSize(1 + 4);
        assertThat(page).doesNotContain("http://localhost", "<script");
    }

    @Test
    void shouldReadContestants() {
        assertThat(Contestant.of("ring").mode()).isEqualTo(Mode.RING);
        assertThat(Contestant.of("ssp:10").number()).isEqualTo(Optional.of(10));
        assertThat(Contestant.of("ssp:10").name()).isEqualTo("ssp:10");
        for (String wrong : List.of("central", "ssp:x", "asp:3", "rings", "bsp:1")) {
            assertThatThrownBy(() -> Contestant.of(wrong))
                    .isInstanceOf(RondoException.class)
                    .hasMessageContaining("found " + wrong);
        }
    }
}
