package io.rondo.peer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RondoConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path dir;

    @Test
    void shouldKeepTheExitCodesThatScriptsRelyOn() {
        assertThat(run("config")).isEqualTo(0);
        assertThat(run("config", "--batch", "0")).isEqualTo(1);
        assertThat(run("config", "--batsch", "0")).isEqualTo(2);
    }

    @Test
    void shouldExplainItselfOnHelp() {
        assertThat(run("--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("config", "Exit codes:", "2   the command line is wrong");
        assertThat(run("config", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("--data-dir", "training.batch");
    }

    @Test
    void shouldPrintAConfigWithoutItsSecret() throws IOException {
        Path file =
                Files.writeString(dir.resolve("rondo.yaml"), "job: {name: mnist, secret: sixteen and more characters}");

        assertThat(run("config", "--config", file.toString())).isEqualTo(ExitCode.DONE);

        assertThat(out.toString())
                .contains("# job.secret is set, and left out here", "job: mnist")
                .doesNotContain("sixteen");
    }

    @Test
    void shouldSayItsVersion() {
        assertThat(run("--version")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).matches("rondo [0-9]+\\.[0-9]+\\S* \\(JDK 2[5-9].*\\)\\R");
    }

    @Test
    void shouldRefuseACommandLineWithoutACommand() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("Usage: rondo");
    }

    @Test
    void shouldSuggestTheCommandThatWasMeant() {
        assertThat(run("confg")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .contains("rondo: unknown command confg, expected one of", "did you mean config?")
                .contains("Try 'rondo --help'.");
    }

    @Test
    void shouldSuggestTheOptionThatWasMeant() {
        assertThat(run("config", "--Peers", "3")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString())
                .isEqualTo("rondo: unknown option --Peers; did you mean --peers?\nTry 'rondo config --help'.\n");
    }

    @Test
    void shouldRefuseAnOptionWithoutItsValue() {
        assertThat(run("config", "--batch")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith("rondo: Missing required parameter for option '--batch'");
    }

    @Test
    void shouldTellAFailureInOneSentence() {
        assertThat(run("config", "--batch", "0")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .isEqualTo("rondo: --batch 0: training.batch: expected a whole number from 1 to 65536, found 0\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void shouldShowTheStackTraceWhenAsked() {
        assertThat(run("config", "--batch", "0", "--stacktrace")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString()).contains("\tat io.rondo.peer.config");
    }

    @Test
    void shouldRefuseWindows() {
        int exitCode = Main.run(new String[] {"config"}, new PrintWriter(out), new PrintWriter(err), "Windows 11");

        assertThat(exitCode).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .startsWith("rondo: Rondo does not run on Windows 11: use Linux")
                .hasLineCount(1);
    }

    @Test
    void shouldPrintAConfigThatReadsBack() {
        assertThat(run("config", "--peers", "2", "--model", "mlp", "--steps", "9", "--set", "job=x"))
                .isZero();

        RondoConfig config = ConfigReader.readText(out.toString(), "printed");
        assertThat(config.peers()).hasSize(2);
        assertThat(config.model().name()).isEqualTo("mlp");
        assertThat(config.training().steps()).hasValue(9);
        assertThat(config.job()).isEqualTo("x");
    }

    @Test
    void shouldTakeADirectoryAsItIsWritten() {
        assertThat(run("config", "--set", "data.set=mnist", "--data-dir", "a: b #c"))
                .isZero();

        assertThat(ConfigReader.readText(out.toString(), "printed").data().dir())
                .contains(Path.of("a: b #c"));
    }

    @Test
    void shouldLetSetWinOverAShorthandAndBothOverTheFile() throws IOException {
        Path file = Files.writeString(dir.resolve("r.yaml"), "training: {batch: 1, epochs: 1, seed: 1}\n");

        run("config", "--config", file.toString(), "--batch", "2", "--epochs", "2", "--set", "training.batch=3");

        RondoConfig config = ConfigReader.readText(out.toString(), "printed");
        assertThat(config.training().batch()).isEqualTo(3);
        assertThat(config.training().epochs()).isEqualTo(2);
        assertThat(config.training().seed()).isEqualTo(1);
    }

    @Test
    void shouldRefuseANumberOfPeersWhenTheFileListsThem() throws IOException {
        Path file = Files.writeString(dir.resolve("r.yaml"), "mode: ring\npeers: [{id: 0, port: 4000}]\n");

        assertThat(run("config", "--config", file.toString(), "--peers", "2")).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString())
                .isEqualTo("rondo: --peers 2: expected no number of peers, because " + file
                        + ":2 lists the peers one by one\n");
    }

    private int run(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }
}
