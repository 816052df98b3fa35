package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With a /dev/shm of its own that is too small: only root can have that made. */
@Tag("process")
@Timeout(300)
class SmallSharedMemoryTest {
    private static final String[] OWN_MOUNTS = {"unshare", "--mount", "--propagation", "private"};

    @TempDir
    private Path directory;

    @Test
    void shouldSayHowMuchSharedMemoryIsNeeded() {
        assumeTrue(canMount(), "mounting a small /dev/shm takes root and the right to unshare mounts");
        World world = World.withNoise(directory, "small-shm");
        List<String> rondo = Rondo.command(world.trainArguments("out", "--model", "logistic", "--peers", "2"));
        // what is left in the small one is listed before it goes with the shell
        List<String> command = new ArrayList<>(List.of(OWN_MOUNTS));
        command.addAll(List.of(
                "sh", "-c", "mount -t tmpfs -o size=16m tmpfs /dev/shm && \"$@\"; code=$?; ls /dev/shm; exit $code"));
        command.add("sh");
        command.addAll(rondo);

        try (Rondo run = Rondo.startCommand(directory, command, Map.of())) {
            assertThat(run.awaitExit()).as(run::toString).isEqualTo(1);
            assertThat(run.err())
                    .singleElement()
                    .asString()
                    .matches("rondo: /dev/shm is too small: 2 peers with 7850 parameters need 1 MiB for windows and 64"
                            + " MiB for Aeron, 1\\d MiB are free; enlarge it .*");
            assertThat(run.out()).hasSize(1).allMatch(line -> line.startsWith("job ")); // and no file in /dev/shm
        }
    }

    private boolean canMount() {
        List<String> command = new ArrayList<>(List.of(OWN_MOUNTS));
        command.addAll(List.of("mount", "-t", "tmpfs", "tmpfs", "/dev/shm"));
        try (Rondo mount = Rondo.startCommand(directory, command, Map.of())) {
            return mount.awaitExit() == 0;
        } catch (UncheckedIOException e) {
            return false; // no unshare here
        }
    }
}
