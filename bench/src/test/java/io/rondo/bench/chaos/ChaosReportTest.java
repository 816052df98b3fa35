package io.rondo.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.bench.machine.Machine;
import io.rondo.peer.report.PeerState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChaosReportTest {
    private static final double BUDGET_MS = 1000;

    @Test
    void shouldHaveTheHolderAndOperationsInRowsOfTheirOwn() {
        ChaosReport report = reportOf(
                injury(1, PeerState.COMPUTING, true, 80),
                injury(2, PeerState.EXCHANGING, false, 120),
                injury(3, PeerState.COMPUTING, false, 60));

        assertThat(report.isWell()).isTrue();
        assertThat(textOf(report))
                .containsPattern("KILL all +3 +80\\.\\d +120\\.\\d +120\\.\\d +0")
                .containsPattern("KILL the data driver's holder +1 +80\\.\\d")
                .containsPattern("KILL inside an operation +1 +120\\.\\d")
                .containsPattern("KILL neither +1 +60\\.\\d")
                .containsPattern("membership +3 nodes")
                .contains("chaos: survived");
    }

    @Test
    void shouldNotBeWellAfterAHang() {
        ChaosReport report =
                reportOf(injury(1, PeerState.COMPUTING, false, 80), injury(2, PeerState.COMPUTING, false, -1));

        assertThat(report.isWell()).isFalse();
        assertThat(textOf(report)).containsPattern("hangs +1").contains("chaos: not survived");
    }

    @Test
    void shouldNotBeWellBeyondTheBudget() {
        assertThat(reportOf(injury(1, PeerState.COMPUTING, false, BUDGET_MS + 100))
                        .isWell())
                .isFalse();
    }

    @Test
    void shouldNotBeWellWhenAVictimNeverCameBack() {
        Injury lost = new Injury(1, 2, Hurt.KILL, PeerState.COMPUTING, false, 80, -1);

        assertThat(reportOf(lost).isWell()).isFalse();
    }

    private static Injury injury(int number, PeerState state, boolean wasHolder, double recoveredMs) {
        return new Injury(number, 2, Hurt.KILL, state, wasHolder, recoveredMs, recoveredMs + 2000);
    }

    private static ChaosReport reportOf(Injury... injuries) {
        return new ChaosReport(
                Machine.here("rondo"),
                Map.of("membership", "3 nodes"),
                BUDGET_MS,
                10,
                1000,
                7,
                20,
                List.of(injuries),
                List.of(),
                0,
                List.of());
    }

    private static String textOf(ChaosReport report) {
        StringWriter text = new StringWriter();
        report.print(new PrintWriter(text));
        return text.toString();
    }
}
