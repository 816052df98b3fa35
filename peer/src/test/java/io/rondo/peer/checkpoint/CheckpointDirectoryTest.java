package io.rondo.peer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointDirectoryTest {
    @TempDir
    private Path directory;

    @Test
    void shouldKeepTheNewestOnes() {
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2);
        for (long step : new long[] {5, 10, 900, 1000}) {
            write(checkpoints, step);
        }

        assertThat(names(checkpoints.list()))
                .containsExactly("checkpoint-000000000900.rondo", "checkpoint-000000001000.rondo");
        assertThat(checkpoints.newest()).contains(directory.resolve("checkpoint-000000001000.rondo"));
    }

    @Test
    void shouldHaveNoNewestOneInAnEmptyOrMissingDirectory() {
        assertThat(new CheckpointDirectory(directory, 2).newest()).isEmpty();
        assertThat(new CheckpointDirectory(directory.resolve("none"), 2).newest())
                .isEmpty();
    }

    @Test
    void shouldIgnoreWhatAKilledWriterLeft() throws IOException {
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2);
        write(checkpoints, 5);
        Path leftover = Files.writeString(directory.resolve("checkpoint-000000000010.rondo.tmp"), "half");

        assertThat(names(checkpoints.list())).containsExactly("checkpoint-000000000005.rondo");

        write(checkpoints, 10);
        assertThat(leftover).doesNotExist();
        assertThat(names(checkpoints.list())).hasSize(2);
    }

    @Test
    void shouldRemoveLeftoversOfOtherSteps() throws IOException {
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 2);
        Path leftover = Files.writeString(directory.resolve("checkpoint-000000000007.rondo.tmp"), "half");

        write(checkpoints, 10);

        assertThat(leftover).doesNotExist();
    }

    @Test
    void shouldSetTheEarlierRunAside() throws IOException {
        CheckpointDirectory checkpoints = new CheckpointDirectory(directory, 3);
        write(checkpoints, 5);
        checkpoints.setAside();
        write(checkpoints, 10);
        write(checkpoints, 20);

        checkpoints.setAside();

        assertThat(checkpoints.list()).isEmpty();
        assertThat(names(new CheckpointDirectory(directory.resolve("previous"), 3).list()))
                .containsExactly("checkpoint-000000000010.rondo", "checkpoint-000000000020.rondo");
        checkpoints.setAside(); // a run that made no checkpoint pushes nothing out
        assertThat(new CheckpointDirectory(directory.resolve("previous"), 3).list())
                .hasSize(2);
    }

    private static void write(CheckpointDirectory checkpoints, long step) {
        SmallCheckpoint small = SmallCheckpoint.at(step);
        checkpoints.write(small.header(), small.parameters(), small.updaterState());
    }

    private static List<String> names(List<Path> files) {
        return files.stream().map(file -> file.getFileName().toString()).toList();
    }
}
