package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that reduce without end, one of which is killed or stopped in mid-operation. */
@Tag("process")
@Timeout(120)
class DeadPeerTest {
    private static final int SIZE = 3;
    private static final int BUDGET_MS = 1_000;
    private static final Pattern ENDED = Pattern.compile("broken after (\\d+) ms: (.*)");

    private final Path directory = Path.of("/dev/shm", "rondo-test-" + System.nanoTime());
    private final List<Process> ranks = new ArrayList<>();
    private final List<BufferedReader> outputs = new ArrayList<>();

    @AfterEach
    void endAll() throws Exception {
        for (Process rank : ranks) {
            rank.destroyForcibly().waitFor();
        }
        new ProcessBuilder("rm", "-rf", directory.toString()).start().waitFor(); // a killed driver leaves its directory
    }

    @ParameterizedTest
    @CsvSource({"WINDOW, 1, KILL", "WINDOW, 0, KILL", "IPC, 1, KILL", "IPC, 0, KILL"})
    void shouldEndEverybodyElsesOperationByName(TransportKind kind, int victim, String signal) throws Exception {
        for (int rank = 0; rank < SIZE; rank++) {
            start(rank, kind);
        }
        for (BufferedReader output : outputs) {
            assertThat(output.readLine()).isEqualTo("reducing");
        }
        new ProcessBuilder(
                        "kill", "-" + signal, String.valueOf(ranks.get(victim).pid()))
                .start()
                .waitFor();

        for (int rank = 0; rank < SIZE; rank++) {
            if (rank != victim) {
                String line = outputs.get(rank).readLine();
                Matcher ended = ENDED.matcher(String.valueOf(line));
                assertThat(ended.matches()).as("rank %d said: %s", rank, line).isTrue();
                System.out.println(kind + " peer " + victim + " killed, seen by peer " + rank + ": " + line);
                assertThat(ended.group(2))
                        .matches(
                                "(peer (silent|left): peer=\\d|data driver lost while waiting for peer=\\d:) generation=1 hop=-?\\d.*");
                assertThat(Long.parseLong(ended.group(1))).isLessThan(allowedMs());
                assertThat(ranks.get(rank).waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** Twice the budget; more when the machine is overloaded. */
    private static long allowedMs() {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        double perCore = load / Runtime.getRuntime().availableProcessors();
        return (long) (2 * BUDGET_MS * Math.max(1, perCore));
    }

    private void start(int rank, TransportKind kind) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), EndlessReduce.class.getName()));
        command.addAll(List.of(
                String.valueOf(rank),
                String.valueOf(SIZE),
                directory.toString(),
                kind.name(),
                String.valueOf(BUDGET_MS)));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        ranks.add(process);
        outputs.add(new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }
}
