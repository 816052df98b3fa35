package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that was stopped or killed goes on as if nothing had happened. */
@Tag("process")
@Timeout(300)
class ResumeTest {
    /** Epochs of 10 steps; their number is that of the killed run, because the rate's schedule runs over all of them. */
    private static final String[] MLP = {
        "--model",
        "mlp",
        "--set",
        "peers=2",
        "--set",
        "training.batch=48",
        "--epochs",
        "100000",
        "--set",
        "output.checkpointEvery=5"
    };

    @TempDir
    private Path directory;

    @Test
    void shouldContinueBitForBitAfterAKill() {
        World world = World.withNoise(directory, "resume");
        world.trainToTheEnd("whole", with("--steps", "30"));

        // the same, stopped in the middle of the second epoch by its steps …
        world.trainToTheEnd("parts", with("--steps", "13"));
        // … resumed, and killed after the checkpoint of step 20 …
        try (Rondo rondo =
                world.train("parts", with("--resume", "--set", "output.keep=100000", "--set", "recovery.minPeers=2"))) {
            rondo.awaitFile(directory.resolve("parts/checkpoint-000000000020.rondo"));
            Rondo.signal("KILL", rondo.peers().get(0));
            assertThat(rondo.awaitExit()).isEqualTo(1);
        }
        world.checkpoints("parts").stream()
                .filter(file -> file.getFileName().toString().compareTo("checkpoint-000000000020.rondo") > 0)
                .forEach(file -> assertThat(file.toFile().delete()).isTrue());
        // … and resumed to the end.
        world.trainToTheEnd("parts", with("--resume", "--steps", "30"));

        assertThat(world.report("parts").path("digests"))
                .isEqualTo(world.report("whole").path("digests"));
        assertThat(world.report("parts").path("epochs")).hasSize(3);

        // Another number of peers: not the same bits, but the same training going on.
        Rondo three = world.trainToTheEnd(
                "parts", with("--resume", "--steps", "40", "--set", "peers=3", "--set", "training.batch=32"));
        assertThat(three.out()).anyMatch(line -> line.contains("steps 31 to 40"));
        assertThat(world.report("parts").path("steps").asInt()).isEqualTo(40);
        assertThat(world.report("parts").path("epochs")).hasSize(4);
        assertThat(world.report("parts").path("testLoss").asDouble())
                .isLessThan(world.report("whole").path("testLoss").asDouble());
    }

    private static String[] with(String... more) {
        return Stream.concat(Stream.of(MLP), Stream.of(more)).toArray(String[]::new);
    }
}
