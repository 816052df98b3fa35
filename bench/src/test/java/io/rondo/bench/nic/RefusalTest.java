package io.rondo.bench.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be measured gets one sentence. */
@Timeout(30)
class RefusalTest {
    private static final String TWO = "job: j\n"
            + "peers:\n"
            + "  - {id: 0, host: 127.0.0.1, port: 27311}\n"
            + "  - {id: 1, host: 127.0.0.2, port: 27311}\n"
            + "start: {timeout: 1s}\n";

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String config, String... arguments) throws IOException {
        Path file = Files.writeString(directory.resolve("rondo.yaml"), config);
        List<String> all = new ArrayList<>(List.of("bench", "nic", "--config", file.toString()));
        all.addAll(List.of(arguments));
        return Main.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--seconds=0 | --seconds 0.0: must be 0.05 or more",
                "--bytes=1   | --bytes 1: must be 8 or more",
                "--bytes=1X  | not a size: 1X",
                "--plot=a.gif | must end with .svg or .png",
                "--json=/no/such/a.json | /no/such/a.json: its directory does not exist"
            })
    void shouldRefuseAWrongCommandLine(String argument, String sentence) throws IOException {
        assertThat(run(TWO, argument)).isEqualTo(2);
        assertThat(err.toString()).startsWith("rondo: ").contains(sentence);
    }

    @Test
    void shouldRefuseAHostThatTheConfigDoesNotHave() throws IOException {
        assertThat(run(TWO, "--host", "10.9.9.9")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("rondo: --host 10.9.9.9: the config has peers on 127.0.0.1, 127.0.0.2 only\n");
    }

    @Test
    void shouldRefuseAConfigWithOneHostOnly() throws IOException {
        assertThat(run("peers: 2\n")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo(
                        "rondo: rondo bench nic measures between hosts, and the config has only 127.0.0.1: list peers on"
                                + " two hosts or more, as in peers: - {id: 0, host: 10.0.0.1, port: 40100}\n");
    }

    @Test
    void shouldSayWhichHostDidNotCall() throws IOException {
        assertThat(run(TWO, "--host", "127.0.0.1")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "rondo: host 127.0.0.1 was not called by host 127.0.0.2: listened on TCP 127.0.0.1:27311 for 1 s;")
                .contains("let TCP port 27311 through the firewalls")
                .hasLineCount(1);
    }

    @Test
    void shouldSayWhichHostCannotBeReached() throws IOException {
        assertThat(run(TWO, "--host", "127.0.0.2")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith(
                        "rondo: host 127.0.0.2 cannot reach host 127.0.0.1: tried TCP from 127.0.0.2 to 127.0.0.1:27311"
                                + " for 1 s, Connection refused;")
                .hasLineCount(1);
    }
}
