package io.rondo.peer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound ledgers of every kind are verified; what makes them unsound is in {@link LedgerViolationsTest}. */
class LedgerVerifierTest {
    @TempDir
    private Path directory;

    private SmallRun run;

    @BeforeEach
    void setUp() {
        run = new SmallRun(directory);
    }

    @Test
    void shouldVerifyAWholeRun() {
        run.of3Peers(6);

        LedgerReport report = verified();

        assertThat(report.peers()).containsExactly(0, 1, 2);
        assertThat(report.totals()).isEqualTo(new LedgerReport.Totals(0, 5, 6, List.of(0), 3, 36, 18, 0));
        assertThat(report.notes().count()).isZero();
    }

    @Test
    void shouldLeaveAnUnfinishedEpochAlone() {
        run.of3Peers(5);

        assertThat(verified().totals().completeEpochs()).isEqualTo(2);
    }

    @Test
    void shouldVerifyARunThatLostAPeerAndWonItBack() {
        List<LedgerEntry> survivors = List.of(
                SmallRun.entry(0, 0, 0, 1, 2),
                SmallRun.entry(1, 0, 0, 1, 2),
                SmallRun.entry(2, 1, 0, 1),
                SmallRun.entry(3, 2, 0, 1, 2));
        run.commit(0, 0, survivors);
        run.commit(1, 0, survivors);
        run.commit(2, 0, survivors.subList(0, 2));
        run.commit(2, 3, survivors.subList(3, 4));

        LedgerReport report = verified();

        assertThat(report.totals().generations()).containsExactly(0, 1, 2);
        assertThat(report.totals().completeEpochs()).isEqualTo(2);
        assertThat(report.totals().voidEntries()).isZero();
    }

    @Test
    void shouldTakeAJoinersLedgerThatBeginsLate() {
        run.commit(0, 0, List.of(SmallRun.entry(0, 0, 0), SmallRun.entry(1, 1, 0, 3)));
        run.commit(3, 1, List.of(SmallRun.entry(1, 1, 0, 3)));

        assertThat(verified().totals().completeEpochs()).isEqualTo(1);
    }

    @Test
    void shouldTakeWhatWasRepeatedFromACheckpointForVoid() throws IOException {
        run.of3Peers(4);
        List<LedgerEntry> again = IntStream.range(2, 5)
                .mapToObj(step -> SmallRun.entry(step, 0, 0, 1, 2))
                .toList();
        for (int peer = 0; peer < 3; peer++) {
            run.edit(peer, text -> text.replace("\"digest\":1003", "\"digest\":5"));
            run.commit(peer, 2, again);
        }

        LedgerReport report = verified();

        assertThat(report.totals()).isEqualTo(new LedgerReport.Totals(0, 4, 5, List.of(0), 2, 30, 21, 6));
    }

    @Test
    void shouldLetARestartMakeVoidInItsOwnFileOnly() {
        run.of3Peers(4);
        run.commit(1, 3, List.of()); // joined again, and the run ended

        LedgerReport report = verified();

        assertThat(report.totals().voidEntries()).isEqualTo(1);
        assertThat(report.totals().lastStep()).isEqualTo(3);
    }

    @Test
    void shouldTakeTheCommitOfAnEvictedPeerForVoid() {
        LedgerEntry first = SmallRun.entry(0, 0, 0, 1, 2);
        run.commit(0, 0, List.of(first, SmallRun.entry(1, 1, 0, 1), SmallRun.entry(2, 1, 0, 1)));
        run.commit(1, 0, List.of(first, SmallRun.entry(1, 1, 0, 1), SmallRun.entry(2, 1, 0, 1)));
        run.commit(2, 0, List.of(first, SmallRun.entry(1, 0, 0, 1, 2)));

        LedgerReport report = verified();

        assertThat(report.notes().first())
                .containsExactly("ledger-2.jsonl:3: step 1 is void: peer 2 committed it in generation 0, "
                        + "the others without it in generation 1");
        assertThat(report.totals().completeEpochs()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreACutLastLineAndSaySo() throws IOException {
        run.of3Peers(4);
        Files.writeString(run.file(1), "{\"step\":4,\"epo", StandardOpenOption.APPEND);

        assertThat(verified().notes().first())
                .containsExactly("ledger-1.jsonl:6: the last line is cut and was ignored");
    }

    @Test
    void shouldIgnoreACutHeader() throws IOException {
        run.of3Peers(4);
        Files.writeString(run.file(3), "{\"form");

        assertThat(verified().notes().first())
                .containsExactly("ledger-3.jsonl:1: the last line is cut and was ignored");
    }

    @Test
    void shouldNotPromiseForPartsThatOverlap() throws IOException {
        run.of3Peers(4);
        run.editAll(text ->
                text.replace("\"exactlyOnce\":true", "\"exactlyOnce\":false").replace("[8,9]", "[0,1]"));

        LedgerReport report = verified();

        assertThat(report.exactlyOnce()).isFalse();
        assertThat(report.totals().completeEpochs()).isEqualTo(2);
    }

    @Test
    void shouldSayThatItCannotSeeTheBeginning() {
        List<LedgerEntry> entries = IntStream.range(3, 8)
                .mapToObj(step -> SmallRun.entry(step, 0, 0, 1))
                .toList();
        run.commit(0, 3, entries);

        LedgerReport report = verified();

        assertThat(report.notes().first())
                .containsExactly(
                        "ledger-0.jsonl:2: steps 0 to 2 are in no ledger: the epoch they are of cannot be checked whole");
        assertThat(report.totals().completeEpochs()).isEqualTo(2);
    }

    @Test
    void shouldAskForLedgers() throws IOException {
        Path none = directory.resolve("none");
        assertRefused(none, none + ": there is no such directory: name the output directory of a run");
        assertRefused(
                directory,
                directory + ": expected ledgers, found no file ledger-PEER.jsonl: name the output directory of a run");
        Files.writeString(run.file(0), "a shopping list\n");
        assertRefused(directory, directory + ": no ledger here has a header: these are not the ledgers of a run");
    }

    private static void assertRefused(Path directory, String sentence) {
        assertThatThrownBy(() -> LedgerVerifier.verify(directory))
                .isInstanceOf(RondoException.class)
                .hasMessage(sentence);
    }

    private LedgerReport verified() {
        LedgerReport report = LedgerVerifier.verify(directory);
        assertThat(report.violations().first()).isEmpty();
        assertThat(report.isVerified()).isTrue();
        return report;
    }
}
