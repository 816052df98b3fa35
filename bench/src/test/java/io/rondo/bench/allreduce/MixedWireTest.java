package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.bench.process.Lab;
import io.rondo.peer.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a mixed ring puts on the wire: once around the hosts, however many peers each has. */
@Tag("process")
@Timeout(120)
class MixedWireTest {
    private static final double HEADERS_AND_SIGNS = 1.1;

    @TempDir
    private Path directory;

    @Test
    void shouldSendEachHostsShareAndHardlyMore() throws IOException {
        StringWriter err = new StringWriter();
        try (Lab lab = Lab.up("--nics", "1")) {
            String[] command = {
                "bench",
                "allreduce",
                "--wire",
                "--peers=4",
                "--host=10.77.0.1@" + lab.namespace("a"),
                "--host=10.77.0.2@" + lab.namespace("b"),
                "--place=in",
                "-b4M",
                "-e4M",
                "-n20",
                "--json=" + directory.resolve("report.json")
            };
            StringWriter out = new StringWriter();
            int exitCode = Main.run(command, new PrintWriter(out), new PrintWriter(err));

            assertThat(exitCode).as(err.toString()).isZero();
            assertThat(out.toString()).contains("wire(B)", "/bound");
            JsonNode row = new ObjectMapper()
                    .readTree(directory.resolve("report.json").toFile())
                    .get("rows")
                    .get(0);
            assertThat(row.get("sentOfBound").asDouble()).isBetween(1.0, HEADERS_AND_SIGNS);
            assertThat(row.get("sentBytesPerOp").asLong())
                    .isGreaterThan(row.get("bytes").asLong());
        }
    }
}
