package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that drift apart are found out. */
@Tag("process")
@Timeout(300)
class DriftTest {
    @TempDir
    private Path directory;

    @Test
    void shouldNameThePeerWhoseReplicaDiffers() {
        World world = World.withNoise(directory, "drift");
        try (Rondo rondo = world.train(
                "out",
                "--set",
                "model.class=" + DriftingModel.class.getName(),
                "--peers",
                "3",
                "--steps",
                "9",
                "--set",
                "training.digestEvery=3")) {
            assertThat(rondo.awaitExit()).isEqualTo(1);
            assertThat(rondo.err())
                    .singleElement()
                    .asString()
                    .startsWith("rondo: replicas differ after step 6: peer 2 has other parameters than the rest;");
            assertThat(world.checkpoints("out")).isEmpty();
            world.assertNothingLeft();
        }
    }
}
