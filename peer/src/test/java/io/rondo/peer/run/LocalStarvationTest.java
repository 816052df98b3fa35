package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.CncFileDescriptor;
import io.rondo.peer.process.Await;
import io.rondo.peer.process.Rondo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
@Timeout(60)
class LocalStarvationTest {
    private static final int ID = 3;

    @TempDir
    private Path run;

    private final LocalStarvation starvation = new LocalStarvation(Path.of("none"));

    @Test
    void shouldTellWhoWouldRunFromWhoIsStopped() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            ControlFile.write(run, ID, process.pid());
            LocalStarvation here = new LocalStarvation(run);
            assertThat(here.concerns(ID)).isTrue();

            Rondo.signal("STOP", String.valueOf(process.pid()));
            Await.until(Duration.ofSeconds(10), () -> !here.concerns(ID), () -> "a stopped process counts as starved");
            Rondo.signal("CONT", String.valueOf(process.pid()));
            Await.until(Duration.ofSeconds(10), () -> here.concerns(ID), () -> "a running process does not");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(new LocalStarvation(run).concerns(ID)).isFalse();
    }

    @Test
    void shouldKnowNothingOfPeersThatAreNotHere() throws IOException {
        assertThat(starvation.concerns(ID)).isFalse();
        Files.createDirectories(SharedMemory.controlDirectory(run, ID));
        Files.createFile(SharedMemory.controlDirectory(run, ID).resolve(CncFileDescriptor.CNC_FILE)); // it just starts
        assertThat(new LocalStarvation(run).concerns(ID)).isFalse();
    }
}
