package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedMemoryTest {
    private static final long MIB = 1 << 20;

    private final String name = "test-" + ProcessHandle.current().pid();

    @Test
    void shouldGoWithTheLastWhoHasIt() throws IOException {
        Path directory;
        try (SharedMemory memory = SharedMemory.open(name)) {
            directory = memory.directory();
            Files.createDirectories(directory.resolve("control-0"));
            Files.writeString(directory.resolve("control-0/cnc.dat"), "x");
        }

        assertThat(directory).doesNotExist();
    }

    @Test
    void shouldRemoveWhatAKilledRunLeft() throws IOException {
        Path leftover = directory("killed");
        Files.createDirectories(leftover.resolve("data-1"));
        Files.writeString(leftover.resolve("data-1/cnc.dat"), "x");
        Files.writeString(leftover.resolve("lock"), ""); // nobody holds it

        SharedMemory.open(name).close();

        assertThat(leftover).doesNotExist();
    }

    @Test
    void shouldLeaveWhatALivingProcessHolds() throws IOException, InterruptedException {
        Path living = Files.createDirectories(directory("living"));
        Path lock = Files.writeString(living.resolve("lock"), "");
        Process holder = LockHolder.start(lock);
        try {
            SharedMemory.open(name).close();
            assertThat(lock).exists();
        } finally {
            holder.destroyForcibly().waitFor();
        }

        SharedMemory.open(name).close();
        assertThat(living).doesNotExist();
    }

    @Test
    void shouldLeaveItsOwnAloneWhenItOpensAnother() {
        try (SharedMemory own = SharedMemory.open(name);
                SharedMemory other = SharedMemory.open(name + "-other")) {
            assertThat(own.directory()).exists();
            assertThat(other.directory()).exists();
        }
    }

    @Test
    void shouldSayHowMuchIsNeeded() {
        Path shm = Path.of("/dev/shm");

        // 4 peers x 2 targets x 2 halves x 431,080 parameters x 4 bytes = 26.3 MiB, in huge pages 32, and 64 MiB for
        // Aeron
        assertThatCode(() -> SharedMemory.requireRoom(431_080, 0, 4, 96 * MIB, shm))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> SharedMemory.requireRoom(431_080, 0, 4, 95 * MIB, shm))
                .isInstanceOf(RondoException.class)
                .hasMessage(
                        "/dev/shm is too small: 4 peers with 431080 parameters need 32 MiB for windows and 64 MiB for"
                                + " Aeron, 95 MiB are free; enlarge it (mount -o remount,size=...), or use fewer peers"
                                + " or a smaller model");
    }

    private Path directory(String which) {
        return Path.of("/dev/shm", "rondo-" + name + "-" + which);
    }
}
