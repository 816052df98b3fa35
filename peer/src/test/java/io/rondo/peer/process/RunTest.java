package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run of four peers from its command line to its report. */
@Tag("process")
@Timeout(300)
class RunTest {
    private static final int STEPS = 200; // 188 make an epoch of 12,000 samples at 4 x 16
    private static final String[] OPTIONS = {"--model", "logistic", "--steps", String.valueOf(STEPS)};

    @TempDir
    private Path directory;

    @Test
    void shouldReportARunThatCanBeRepeated() throws IOException {
        World world = World.withDigits(directory, "repeat");

        Rondo first = world.trainToTheEnd(
                "first",
                with(
                        OPTIONS,
                        "--log-metrics",
                        "steps.jsonl",
                        "--set",
                        "output.checkpointEvery=80",
                        "--set",
                        "output.keep=2"));
        world.trainToTheEnd("second", OPTIONS);

        JsonNode report = world.report("first");
        assertReport(report);
        assertThat(first.out()).anyMatch(line -> line.startsWith("done: test accuracy "));
        assertMetrics(Files.readAllLines(directory.resolve("steps.jsonl")));
        assertThat(world.checkpoints("first").stream()
                        .map(file -> file.getFileName().toString()))
                .containsExactly("checkpoint-000000000160.rondo", "checkpoint-000000000200.rondo");
        assertThat(world.report("second").path("digests")).isEqualTo(report.path("digests"));
        assertThat(world.parameters("second")).isEqualTo(world.parameters("first"));
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static void assertReport(JsonNode report) {
        List<String> keys = new ArrayList<>();
        report.fieldNames().forEachRemaining(keys::add);
        assertThat(keys)
                .containsExactlyInAnyOrder(
                        "testAccuracy",
                        "testLoss",
                        "seconds",
                        "samplesPerSecond",
                        "steps",
                        "epochs",
                        "digests",
                        "computeShare",
                        "transferShare",
                        "waitShare",
                        "otherShare",
                        "overlapShare",
                        "config");
        assertThat(report.path("testAccuracy").asDouble()).isBetween(0.5, 0.95); // ten classes: 0.1 is guessing
        assertThat(report.path("testLoss").asDouble()).isBetween(0.2, 1.5);
        assertThat(report.path("seconds").asDouble()).isPositive();
        assertThat(report.path("samplesPerSecond").asDouble()).isPositive();
        assertThat(report.path("steps").asInt()).isEqualTo(STEPS);
        assertThat(report.path("digests")).hasSize(4);
        assertThat(StreamSupport.stream(report.path("digests").spliterator(), false)
                        .map(JsonNode::asText)
                        .distinct())
                .hasSize(1)
                .allMatch(digest -> digest.matches("[0-9a-f]{64}"));
        double shares = 0;
        for (String key : List.of("computeShare", "transferShare", "waitShare", "otherShare")) {
            assertThat(report.path(key).asDouble()).as(key).isBetween(0.0, 1.0);
            shares += report.path(key).asDouble();
        }
        assertThat(shares).isEqualTo(1, within(1e-9));
        assertThat(report.path("overlapShare").asDouble()).isZero(); // one bucket
        assertThat(report.path("config").path("training").path("batch").asInt()).isEqualTo(16);
        assertEpochs(report.path("epochs"));
    }

    private static void assertEpochs(JsonNode epochs) {
        assertThat(epochs).hasSize(2);
        assertThat(epochs.path(0).path("step").asInt()).isEqualTo(188);
        assertThat(epochs.path(1).path("step").asInt()).isEqualTo(STEPS);
        for (JsonNode epoch : epochs) {
            assertThat(epoch.path("loss").asDouble()).isPositive();
            assertThat(epoch.path("accuracy").asDouble()).isBetween(0.5, 0.95);
            assertThat(epoch.path("seconds").asDouble()).isPositive();
        }
    }

    private static void assertMetrics(List<String> lines) throws IOException {
        assertThat(lines).hasSize(STEPS);
        for (int i = 0; i < STEPS; i++) {
            JsonNode line = new ObjectMapper().readTree(lines.get(i));
            assertThat(line.path("step").asInt()).isEqualTo(i + 1);
            assertThat(line.path("samples").asInt()).isEqualTo(i == 187 ? 32 : 64); // what is left of the epoch
            assertThat(line.path("loss").asDouble()).isPositive();
            assertThat(line.path("computeMs").asDouble()).isPositive();
        }
    }
}
