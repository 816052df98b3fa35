package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark with real peers, and what is left when it ends in one way or another. */
@Tag("process")
@Timeout(180)
class AllReduceProcessTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"window,float,sum", "ipc,int64,avg"})
    void shouldMeasureAndVerify(String path, String type, String operator) throws IOException, InterruptedException {
        Process process = start(
                "/usr/bin:/bin",
                "-b1K",
                "-e64K",
                "-f8",
                "--seconds=0.02",
                "--path=" + path,
                "-d" + type,
                "-o" + operator,
                "--json=report.json");
        List<String> lines = process.inputReader().lines().toList();

        assertThat(process.waitFor()).as(() -> errors()).isZero();
        assertThat(lines).contains("# 2 peers", "# Out of bounds values : 0 OK");
        assertThat(lines.stream().filter(line -> !line.startsWith("#"))).hasSize(3);
        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("report.json").toFile());
        assertThat(json.get("rows")).hasSize(6).allSatisfy(row -> {
            assertThat(row.get("path").asText()).isEqualTo(path);
            assertThat(row.get("wrong").asLong()).isZero();
            assertThat(row.get("medianUs").asDouble()).isPositive();
            assertThat(row.get("iterations").asInt()).isBetween(11, 5000);
        });
        assertNothingLeft(process);
    }

    @Test
    void shouldCompareWithOpenMpiWhereItIsInstalled() throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/mpicc")).isExecutable();
        assumeThat(Path.of("/usr/bin/mpirun")).isExecutable();
        Process process = start(
                "/usr/bin:/bin",
                "-b4K",
                "-e4K",
                "--seconds=0.02",
                "--rounds=1",
                "--compare=openmpi",
                "--json=report.json");
        List<String> lines = process.inputReader().lines().toList();

        assertThat(process.waitFor()).as(() -> errors()).isZero();
        assertThat(lines).contains("# Out of bounds values : 0 OK");
        JsonNode rows = new ObjectMapper()
                .readTree(directory.resolve("report.json").toFile())
                .get("rows");
        assertThat(rows).hasSize(2).allSatisfy(row -> {
            assertThat(row.get("otherWrong").asLong()).isZero();
            assertThat(row.get("otherSettings").get("default").asDouble()).isPositive();
            assertThat(row.get("ratio").asDouble())
                    .isEqualTo(row.get("otherMedianUs").asDouble()
                            / row.get("medianUs").asDouble());
            assertThat(row.get("otherMedianUs").asDouble())
                    .isLessThanOrEqualTo(row.get("otherDefaultMedianUs").asDouble());
        });
        assertNothingLeft(process);
    }

    @Test
    void shouldSayWhatToInstallWithoutOpenMpi() throws IOException, InterruptedException {
        Process process = start(directory.toString(), "--compare=openmpi");

        assertThat(process.waitFor()).isEqualTo(1);
        assertThat(errors())
                .contains("rondo: --compare openmpi needs OpenMPI's mpirun: install it")
                .contains("openmpi-bin libopenmpi-dev");
        assertNothingLeft(process);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "KILL"})
    void shouldLeaveNothingWhenItIsEnded(String signal) throws IOException, InterruptedException {
        Process process = start("/usr/bin:/bin", "--seconds=60", "--path=auto", "-e64K");
        try (BufferedReader out = process.inputReader()) {
            for (String line = out.readLine(); !line.equals("# 2 peers"); line = out.readLine()) {
                assertThat(line).isNotNull();
            }
            List<ProcessHandle> peers = process.descendants().toList();
            assertThat(peers).hasSize(2);

            new ProcessBuilder("kill", "-s", signal, String.valueOf(process.pid()))
                    .start()
                    .waitFor();

            assertThat(process.waitFor()).isNotZero();
            long beginNs = System.nanoTime();
            while (peers.stream().anyMatch(ProcessHandle::isAlive)
                    || !leftOf(process).isEmpty()) {
                assertThat(System.nanoTime() - beginNs).isLessThan(TimeUnit.SECONDS.toNanos(20));
                LockSupport.parkNanos(1_000_000);
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(String path, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/env", // a shell that starts the build in the background has it ignore SIGINT
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of(System.getProperty("rondo.root"), "scripts", "jvm.flags"),
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "bench",
                "allreduce"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(directory.resolve("stderr").toFile());
        builder.environment().put("PATH", path);
        return builder.start();
    }

    private String errors() {
        try {
            return Files.readString(directory.resolve("stderr"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void assertNothingLeft(Process process) throws IOException {
        assertThat(leftOf(process)).isEmpty();
    }

    private List<Path> leftOf(Process process) throws IOException {
        try (Stream<Path> shared = Files.list(Path.of("/dev/shm"));
                Stream<Path> temporary = Files.list(directory)) {
            return Stream.concat(shared, temporary)
                    .filter(file ->
                            file.getFileName().toString().startsWith("rondo-bench-allreduce-" + process.pid() + "-"))
                    .toList();
        }
    }
}
