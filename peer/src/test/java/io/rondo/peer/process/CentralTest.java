package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.ledger.LedgerVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode central from the command line, workers and servers being processes. */
@Tag("process")
@Timeout(300)
class CentralTest {
    @TempDir
    private Path directory;

    /** A synchronous server adds up as the ring does: the same samples, the same bits, and compression changes none. */
    @Test
    void shouldTrainToTheBitsOfTheRing() {
        compareWithTheRing("logistic", "auto");
    }

    /** A minute more: run it with -Drondo.proofs=true. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    @CsvSource({"lenet, ipc", "mlp, udp"})
    void shouldDoSoWithOtherModelsAndTransports(String model, String kind) {
        compareWithTheRing(model, kind);
    }

    private void compareWithTheRing(String model, String kind) {
        World world = World.withDigits(directory, "central-" + model);
        String[] options = {
            "--model",
            model,
            "--peers",
            "3",
            "--steps",
            "100",
            "--set",
            "output.checkpointEvery=50",
            "--set",
            "transport.kind=" + kind
        };

        world.trainToTheEnd("ring", options);
        world.trainToTheEnd(
                "central", with(options, "--mode", "central", "--servers", "2", "--set", "central.compression=lz4"));

        for (int step : List.of(50, 100)) {
            assertThat(world.parameters("central", step)).isEqualTo(world.parameters("ring", step));
        }
        assertThat(LedgerVerifier.verify(directory.resolve("central")).isVerified())
                .isTrue();
    }

    @Test
    void shouldGoOnWithoutAWorkerThatIsKilled() {
        killAWorker("asp");
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    @ValueSource(strings = {"bsp", "ssp", "ssp_updates", "backup"})
    void shouldDoSoUnderOtherRules(String consistency) {
        killAWorker(consistency);
    }

    private void killAWorker(String consistency) {
        World world = World.withNoise(directory, "central-kill");
        try (Rondo rondo = world.train("out", options(consistency, "500")).awaitLine("epoch 1:")) {
            Rondo.signal("KILL", rondo.peers().get(0)); // it holds the data driver too
            rondo.awaitLine("generation 2: peers [1, 2, 3, 4]");

            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
            assertThat(rondo.out()).anyMatch(line -> line.startsWith("replicas: 2 of 2 digests equal"));
            world.assertNothingLeft();
            assertThat(LedgerVerifier.verify(directory.resolve("out"))
                            .violations()
                            .first())
                    .isEmpty();
        }
    }

    /** Nothing is lost and nothing is applied twice: the bits are those of a run in which nobody died. */
    @Test
    void shouldLoseNothingWithAServerThatDies() {
        World world = World.withDigits(directory, "central-server");
        String[] options = {
            "--mode", "central", "--peers", "2", "--servers", "3", "--model", "logistic", "--steps", "80"
        };

        world.trainToTheEnd("undisturbed", options);
        world.trainToTheEnd("disturbed", with(options, "--fail", "server:3@40"));

        assertThat(world.parameters("disturbed", 80)).isEqualTo(world.parameters("undisturbed", 80));
    }

    @ParameterizedTest
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    @ValueSource(strings = {"bsp", "asp"})
    void shouldGoBackToACheckpointWithoutReplicas(String consistency) {
        World world = World.withNoise(directory, "central-lost");
        String[] options = with(
                options(consistency, "300"),
                "--set",
                "central.replicas=0",
                "--set",
                "output.checkpointEvery=50",
                "--fail",
                "server:4@120");
        try (Rondo rondo = world.train("out", options)) {
            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
            assertThat(rondo.out()).anyMatch(line -> line.contains("parameters are lost with their server"));
            world.assertNothingLeft();
        }
    }

    private static String[] options(String consistency, String steps) {
        return new String[] {
            "--mode",
            "central",
            "--peers",
            "3",
            "--servers",
            "2",
            "--model",
            "mlp",
            "--epochs",
            "1000000",
            "--steps",
            steps,
            "--set",
            "central.consistency=" + consistency
        };
    }

    private static String[] with(String[] options, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(options));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
