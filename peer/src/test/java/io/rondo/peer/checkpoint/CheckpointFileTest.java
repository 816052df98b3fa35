package io.rondo.peer.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFileTest {
    private static final int PREFIX_BYTES = 16;
    private static final int SEAL_BYTES = 32;

    private final SmallCheckpoint small = SmallCheckpoint.at(42);

    @TempDir
    private Path directory;

    private Path file;
    private byte[] sound;

    @BeforeEach
    void writeASoundOne() throws IOException {
        file = directory.resolve("c.rondo");
        CheckpointFile.write(file, small.header(), small.parameters(), small.updaterState());
        sound = Files.readAllBytes(file);
    }

    @Test
    void shouldReadWhatWasWritten() {
        MemorySegment parameters = SmallCheckpoint.floats(new float[5]);
        MemorySegment state = SmallCheckpoint.floats(new float[3]);
        try (CheckpointFile opened = CheckpointFile.open(file)) {
            assertThat(opened.header()).isEqualTo(small.header());
            opened.read(parameters, state);
        }

        assertThat(SmallCheckpoint.values(parameters)).isEqualTo(SmallCheckpoint.values(small.parameters()));
        assertThat(SmallCheckpoint.values(state)).isEqualTo(SmallCheckpoint.values(small.updaterState()));
    }

    @Test
    void shouldCheckTheWholeFileEvenWhenTheUpdatersStateIsLeftOut() throws IOException {
        MemorySegment parameters = SmallCheckpoint.floats(new float[5]);
        try (CheckpointFile opened = CheckpointFile.open(file)) {
            opened.read(parameters, null);
        }
        assertThat(SmallCheckpoint.values(parameters)).isEqualTo(SmallCheckpoint.values(small.parameters()));

        byte[] flipped = sound.clone();
        flipped[sound.length - SEAL_BYTES - 1] ^= 1; // in the updater's state
        Files.write(file, flipped);
        assertThatThrownBy(this::readAll).hasMessageContaining("the checkpoint is damaged");
    }

    @Test
    void shouldRefuseAFileThatEndsAnywhereBeforeItsEnd() throws IOException {
        for (int length = 0; length < sound.length; length++) {
            Files.write(file, Arrays.copyOf(sound, length));

            assertThatThrownBy(this::readAll)
                    .as("cut to %d of %d bytes", length, sound.length)
                    .isInstanceOf(RondoException.class)
                    .hasMessageStartingWith(file + ": the checkpoint is cut short (")
                    .hasMessageEndingWith("use an older one of the same directory");
        }
    }

    @Test
    void shouldRefuseAFileWithAnyByteFlipped() throws IOException {
        for (int at = 0; at < sound.length; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= 0x20;
            Files.write(file, flipped);

            assertThatThrownBy(this::readAll)
                    .as("byte %d of %d, %s", at, sound.length, regionOf(at))
                    .isInstanceOf(RondoException.class)
                    .hasMessageStartingWith(file + ": ");
        }
    }

    @Test
    void shouldRefuseAFileThatGoesOnAfterItsEnd() throws IOException {
        Files.write(file, Arrays.copyOf(sound, sound.length + 1));

        assertThatThrownBy(this::readAll)
                .isInstanceOf(RondoException.class)
                .hasMessageContaining("the checkpoint is damaged, its digest does not fit its content");
    }

    @Test
    void shouldSayWhatAStrangerIs() throws IOException {
        Files.writeString(file, "# not a checkpoint at all, but long enough for one\n");
        assertThatThrownBy(this::readAll)
                .hasMessage(file + ": expected a Rondo checkpoint, found something else (wrong magic number)");

        byte[] newer = sound.clone();
        newer[8] = 2;
        Files.write(file, newer);
        assertThatThrownBy(this::readAll).hasMessage(file + ": expected checkpoint version 1, found 2");

        assertThatThrownBy(() -> CheckpointFile.open(directory.resolve("none.rondo")))
                .hasMessage(directory.resolve("none.rondo") + ": no such checkpoint");
    }

    @Test
    void shouldLeaveTheOldFileAloneUntilTheNewOneIsWhole() throws IOException {
        MemorySegment closed;
        try (Arena arena = Arena.ofConfined()) {
            closed = arena.allocate(20); // writing it will fail
        }

        assertThatThrownBy(() -> CheckpointFile.write(file, small.header(), closed, small.updaterState()))
                .isInstanceOf(IllegalStateException.class);

        assertThat(file).hasBinaryContent(sound);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file); // and nothing half-written beside it
        }
    }

    private void readAll() {
        try (CheckpointFile opened = CheckpointFile.open(file)) {
            opened.read(
                    SmallCheckpoint.floats(new float[(int) opened.header().parameters()]),
                    SmallCheckpoint.floats(new float[(int) opened.header().updaterState()]));
        }
    }

    private String regionOf(int at) {
        int headerBytes = ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt(12);
        if (at < PREFIX_BYTES) {
            return "prefix";
        }
        if (at < PREFIX_BYTES + headerBytes) {
            return "header: " + (char) sound[at];
        }
        return at < sound.length - SEAL_BYTES ? "vectors" : "seal";
    }
}
