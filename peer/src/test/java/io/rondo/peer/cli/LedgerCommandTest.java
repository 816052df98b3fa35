package io.rondo.peer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.ledger.SmallRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void shouldVerifyASoundRun() {
        new SmallRun(directory).of3Peers(5);

        assertThat(run("ledger", "verify", directory.toString())).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).isEqualTo("""
                peers        0, 1, 2
                steps        0 to 4
                generations  0
                epochs       2 complete
                samples      30 contributed, the set has 12
                entries      15, 0 void
                ledger: verified
                """);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void shouldTellEachViolationAndFail() throws IOException {
        SmallRun run = new SmallRun(directory).of3Peers(5);
        run.edit(1, text -> text.replace("1003", "7"));

        assertThat(run("ledger", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString())
                .endsWith(
                        "violation: ledger-1.jsonl:5: step 3 differs from ledger-0.jsonl:5: digest 7 instead of 1003\n")
                .doesNotContain("verified");
        assertThat(err.toString()).isEqualTo("rondo: " + directory + ": the ledger is not verified: 1 violation\n");
    }

    @Test
    void shouldTellTheFirstTenViolationsAndHowManyMore() throws IOException {
        new SmallRun(directory).of3Peers(5).edit(1, text -> text + "?\n".repeat(13));

        assertThat(run("ledger", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(out.toString().lines().filter(line -> line.startsWith("violation: ")))
                .hasSize(10);
        assertThat(out.toString()).endsWith("… and 3 more violations\n");
        assertThat(err.toString()).endsWith(": 13 violations\n");
    }

    @Test
    void shouldSayWhatItIgnored() throws IOException {
        new SmallRun(directory).of3Peers(5).edit(1, text -> text + "{\"st");

        assertThat(run("ledger", "verify", directory.toString())).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .endsWith("note: ledger-1.jsonl:7: the last line is cut and was ignored\nledger: verified\n");
    }

    @Test
    void shouldAskForLedgersInOneSentence() {
        assertThat(run("ledger", "verify", directory.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith("rondo: " + directory + ": expected ledgers")
                .hasLineCount(1);
        assertThat(run("ledger", "verify", directory + "/none")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith("rondo: " + directory + "/none: there is no such directory")
                .hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldRefuseAWrongCommandLine() {
        assertThat(run("ledger")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: rondo ledger");
        assertThat(run("ledger", "verify")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Missing required parameter: 'DIR'", "Try 'rondo ledger verify --help'.");
        assertThat(run("ledger", "verfy", "x")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("did you mean verify?");
        assertThat(run("ledger", "verify", "a", "b")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("unexpected argument b");
    }

    @Test
    void shouldExplainItselfOnHelp() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("ledger");
        assertThat(run("ledger", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("verify");
        assertThat(run("ledger", "verify", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("DIR", "--stacktrace");
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }
}
