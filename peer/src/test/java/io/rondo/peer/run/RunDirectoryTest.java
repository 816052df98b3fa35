package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunDirectoryTest {
    @TempDir
    private Path parent;

    @Test
    void shouldMakeTheDirectoryAndHoldItUntilClosed() {
        Path directory = parent.resolve("a/b");
        try (RunDirectory held = RunDirectory.lock(directory, "x.lock")) {
            assertThat(held.path()).isEqualTo(directory).isDirectory();
            assertThatThrownBy(() -> RunDirectory.lock(directory, "x.lock"))
                    .isInstanceOf(RondoException.class)
                    .hasMessage("another run is already using " + directory
                            + ": wait for its end, or choose another directory with --set output.dir=...");
            RunDirectory.lock(directory, "y.lock").close(); // other peers of the run have locks of their own
        }
        RunDirectory.lock(directory, "x.lock").close();
    }

    @Test
    void shouldRefuseADirectoryThatAnotherProcessHolds() throws IOException, InterruptedException {
        Process other = LockHolder.start(Files.writeString(parent.resolve("x.lock"), ""));
        try {
            assertThatThrownBy(() -> RunDirectory.lock(parent, "x.lock"))
                    .hasMessageStartingWith("another run is already using " + parent);
        } finally {
            other.destroyForcibly().waitFor();
        }
        RunDirectory.lock(parent, "x.lock").close(); // the lock went with the process
    }

    @Test
    void shouldStayLockedWhenThisProcessLooksAtIt() throws IOException {
        try (RunDirectory held = RunDirectory.lockRun(parent, "")) {
            assertThat(RunDirectory.isInUse(held.path())).isTrue();
            assertThatThrownBy(() -> RunDirectory.lockRun(parent, "")).isInstanceOf(RondoException.class);

            String inode =
                    Files.getAttribute(parent.resolve("run.lock"), "unix:ino").toString();
            assertThat(Files.readString(Path.of("/proc/locks"))).contains(":" + inode + " ");
        }
        assertThat(RunDirectory.isInUse(parent)).isFalse();
    }

    @Test
    void shouldSayWhenTheDirectoryCannotBe() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> RunDirectory.lock(file.resolve("sub"), "x.lock"))
                .isInstanceOf(RondoException.class)
                .hasMessageStartingWith(file.resolve("sub") + ": the directory (output.dir) cannot be used: ");
    }
}
