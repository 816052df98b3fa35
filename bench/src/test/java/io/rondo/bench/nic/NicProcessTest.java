package io.rondo.bench.nic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.bench.process.Lab;
import io.rondo.peer.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark with a process a host: on two loopback addresses, and in a network laboratory where that may be built. */
@Tag("process")
@Timeout(300)
class NicProcessTest {
    private static final Path ROOT = Path.of(System.getProperty("rondo.root"));

    @TempDir
    private Path directory;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldMeasureBetweenTwoAddressesOfTheLoopback() throws IOException, InterruptedException {
        Path config = config("127.0.0.1", "127.0.0.2", "");
        Process second = start(List.of(), config, "127.0.0.2");
        Process first = start(
                List.of(), config, "127.0.0.1", "--seconds=0.06", "--bytes=256K", "--json=nic.json", "--plot=nic.svg");

        List<String> lines = output(first);
        assertThat(first.waitFor()).as(() -> errors(first)).isZero();
        assertThat(output(second))
                .singleElement()
                .asString()
                .startsWith("host 127.0.0.2: ")
                .endsWith("host 127.0.0.1 has the result");
        assertThat(second.waitFor()).isZero();

        JsonNode json =
                new ObjectMapper().readTree(directory.resolve("nic.json").toFile());
        assertThat(lines.get(lines.size() - 1)).isEqualTo(json.get("sentence").asText());
        assertThat(json.get("cells")).hasSize(2).allSatisfy(cell -> {
            assertThat(cell.get("tcpMbps").asDouble()).isPositive();
            assertThat(cell.get("udpMbps").asDouble()).isPositive();
            assertThat(cell.get("aeronMbps").asDouble()).isPositive();
            assertThat(cell.get("rttUs").asDouble()).isPositive();
            assertThat(cell.get("lostShare").asDouble()).isBetween(0.0, 1.0);
        });
        assertThat(json.get("allReduces")).hasSize(1);
        assertThat(json.get("allReduces").get(0).get("busMbps").asDouble()).isPositive();
        assertThat(Files.readString(directory.resolve("nic.svg"))).contains("<svg");
        assertNothingLeft();
    }

    @Test
    void shouldLeaveNothingOnCtrlC() throws IOException, InterruptedException {
        Path config = config("127.0.0.1", "127.0.0.2", "");
        Process second = start(List.of(), config, "127.0.0.2");
        Process first = start(List.of(), config, "127.0.0.1", "--seconds=30");
        awaitLine(first, "round 1 of");

        new ProcessBuilder("kill", "-s", "INT", String.valueOf(first.pid()))
                .start()
                .waitFor();

        assertThat(first.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(1);
        assertThat(errors(second)).contains("rondo: host 127.0.0.1 (127.0.0.1:").contains("ended before");
        assertNothingLeft();
    }

    @Test
    void shouldNameANicWithALimit() throws IOException, InterruptedException {
        try (Lab lab = Lab.up("--rate", "200mbit")) {
            lab.netlab("rate", "b", "nic1", "20mbit");
            Path config = config("10.77.0.1", "10.77.0.2", ", rails: [nic0, nic1]");
            Process second = start(inHost(lab, "b"), config, "");
            Process first = start(inHost(lab, "a"), config, "", "--seconds=0.1", "--bytes=64K");

            assertThat(output(first))
                    .as(() -> errors(first))
                    .anyMatch(line -> line.contains("nic1 of 10.77.0.2 (10.78.0.2) limits: it carries ")
                            && line.contains(" Mbit/s towards nic1 of 10.77.0.1 (10.78.0.1), while its twin nic0 of"
                                    + " 10.77.0.2 carries "));
            assertThat(second.waitFor()).isZero();
            assertNothingLeft();
        }
    }

    private Path config(String first, String second, String more) throws IOException {
        int port = 27_400 + (int) (ProcessHandle.current().pid() % 1_000);
        return Files.writeString(
                directory.resolve("rondo.yaml"),
                "job: nic-test\npeers:\n  - {id: 0, host: " + first + ", port: " + port + more + "}\n  - {id: 1, host: "
                        + second + ", port: " + port + more + "}\nstart: {timeout: 100s}\n");
    }

    private Process start(List<String> prefix, Path config, String host, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                "/usr/bin/env", // a shell that starts the build in the background has it ignore SIGINT
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + ROOT.resolve("scripts").resolve("jvm.flags"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "bench",
                "nic",
                "--config=" + config));
        if (!host.isEmpty()) {
            command.add("--host=" + host);
        }
        command.addAll(List.of(arguments));
        int number = started.size();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out-" + number).toFile())
                .redirectError(directory.resolve("err-" + number).toFile())
                .start();
        started.add(process);
        return process;
    }

    private static List<String> inHost(Lab lab, String host) {
        return List.of("ip", "netns", "exec", lab.namespace(host));
    }

    private List<String> output(Process process) throws IOException, InterruptedException {
        process.waitFor();
        return Files.readAllLines(directory.resolve("out-" + started.indexOf(process)));
    }

    private String errors(Process process) {
        try {
            return Files.readString(directory.resolve("err-" + started.indexOf(process)));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void awaitLine(Process process, String part) throws IOException {
        long beginNs = System.nanoTime();
        Path out = directory.resolve("out-" + started.indexOf(process));
        while (!Files.readString(out).contains(part)) {
            assertThat(System.nanoTime() - beginNs).isLessThan(TimeUnit.SECONDS.toNanos(100));
            assertThat(process.isAlive()).as(() -> errors(process)).isTrue();
            LockSupport.parkNanos(10_000_000);
        }
    }

    private void assertNothingLeft() throws IOException {
        for (Process process : started) {
            try (Stream<Path> shared = Files.list(Path.of("/dev/shm"))) {
                assertThat(shared.filter(file ->
                                file.getFileName().toString().startsWith("rondo-bench-nic-" + process.pid() + "-")))
                        .isEmpty();
            }
        }
    }
}
