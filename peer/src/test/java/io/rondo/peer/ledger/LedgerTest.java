package io.rondo.peer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import io.rondo.peer.ledger.LedgerEntry.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final String HEADER =
            "{\"format\":1,\"peer\":1,\"samples\":12,\"exactlyOnce\":true,\"ownPace\":false,\"fromStep\":%d}";

    @TempDir
    private Path directory;

    private Path file;
    private SmallRun run;

    @BeforeEach
    void setUp() {
        run = new SmallRun(directory);
        file = run.file(1);
    }

    @Test
    void shouldWriteTheLinesThatThePageShows() throws IOException {
        LedgerEntry entry =
                new LedgerEntry(0, 0, 2, 3, -7, List.of(new Share(0, new int[] {7, 2}), new Share(1, new int[] {9})));
        run.commit(1, 0, List.of(entry));

        assertThat(Files.readAllLines(file)).containsExactly(String.format(HEADER, 0), """
                        {"step":0,"epoch":0,"generation":2,"samples":3,"digest":-7,"shares":[{"peer":0,"samples":[7,2]},{"peer":1,"samples":[9]}]}""");
        assertThat(Files.readString(Path.of(System.getProperty("rondo.root"), "docs", "ledger.md")))
                .contains(Files.readAllLines(file));
    }

    @Test
    void shouldKnowNothingOfPeersThatARunHasNot() {
        run.commit(0, 0, List.of(SmallRun.entry(0, 0, 0, 1)));
        run.commit(1, 0, List.of(SmallRun.entry(0, 0, 0, 1)));

        Ledger.removeAllBut(directory, List.of(0));

        assertThat(LedgerFormat.files(directory)).containsExactly(run.file(0));
    }

    @Test
    void shouldReadBackWhatItWrote() throws IOException {
        LedgerEntry entry = new LedgerEntry(
                1L << 40, 3, 4, 0, Long.MIN_VALUE, List.of(new Share(2, new int[0]), new Share(0, new int[] {1, 0})));
        run.commit(1, 1L << 40, List.of(entry));

        assertThat(LedgerFormat.entry(Files.readAllLines(file).get(1))).isEqualTo(entry);
    }

    @Test
    void shouldHaveEveryEntryOnDiskBeforeItIsClosed() throws IOException {
        try (Ledger ledger = Ledger.open(directory, 1, SmallRun.SAMPLES, true, 0)) {
            ledger.append(SmallRun.entry(0, 0, 0, 1));
            assertThat(Files.readString(file)).hasLineCount(2).endsWith("\n");
            ledger.append(SmallRun.entry(1, 0, 0, 1));
            assertThat(Files.readString(file)).hasLineCount(3).endsWith("\n");
        }
    }

    @Test
    void shouldBeginAnewFromStep0() throws IOException {
        run.commit(1, 0, List.of(SmallRun.entry(0, 0, 0, 1), SmallRun.entry(1, 0, 0, 1)));
        run.commit(1, 0, List.of());

        assertThat(Files.readString(file)).isEqualTo(String.format(HEADER, 0) + "\n");
    }

    @Test
    void shouldAppendANewHeaderFromALaterStep() throws IOException {
        run.commit(1, 0, List.of(SmallRun.entry(0, 0, 0, 1)));
        run.commit(1, 1, List.of(SmallRun.entry(1, 0, 0, 1)));

        assertThat(Files.readAllLines(file)).hasSize(4).contains(String.format(HEADER, 0), String.format(HEADER, 1));
    }

    @Test
    void shouldRemoveTheHalfLineOfAKilledWriter() throws IOException {
        run.commit(1, 0, List.of(SmallRun.entry(0, 0, 0, 1)));
        String whole = Files.readString(file);
        Files.writeString(file, "{\"step\":1,\"epoch\":" + "0".repeat(20_000), StandardOpenOption.APPEND);

        run.commit(1, 1, List.of());

        assertThat(Files.readString(file)).isEqualTo(whole + String.format(HEADER, 1) + "\n");
    }

    @Test
    void shouldRemoveAHalfHeader() throws IOException {
        Files.writeString(file, "{\"form");

        run.commit(1, 5, List.of());

        assertThat(Files.readString(file)).isEqualTo(String.format(HEADER, 5) + "\n");
    }

    @Test
    void shouldSayWhichFileCannotBeWritten() {
        assertThatThrownBy(() -> Ledger.open(directory.resolve("none"), 1, SmallRun.SAMPLES, true, 0))
                .isInstanceOf(RondoException.class)
                .hasMessageStartingWith(directory.resolve("none/ledger-1.jsonl") + ": the ledger cannot be written: ");
    }
}
