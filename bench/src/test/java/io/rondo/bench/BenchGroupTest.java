package io.rondo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Command;

/** The command line finds a benchmark that stands in another module than itself. */
class BenchGroupTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Named in this test's {@code META-INF/services}. */
    @Command(name = "nothing", description = "Measures nothing.")
    public static final class Nothing implements BenchCommand {
        @Override
        public Integer call() {
            return 42;
        }
    }

    @Test
    void shouldRunABenchmarkOfAnotherModule() {
        assertThat(run("bench", "nothing")).isEqualTo(42);
    }

    @Test
    void shouldShowTheBenchmarksThereAre() {
        assertThat(run("bench", "--help")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("nothing", "Measures nothing.");
    }

    @Test
    void shouldRefuseABenchmarkThatIsNotThere() {
        assertThat(run("bench", "nothin")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("rondo: unknown command nothin", "did you mean nothing?");
        assertThat(run("bench")).isEqualTo(ExitCode.USAGE);
    }

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out), new PrintWriter(err));
    }
}
