package io.rondo.peer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    private Path dir;

    @Test
    void shouldNameFileAndLineOfARefusedValue() throws IOException {
        Path file = Files.writeString(dir.resolve("my run.yaml"), "mode: ring\ntraining:\n  batch: 0\n");

        refuses(file, file + ":3: training.batch: expected a whole number from 1 to 65536, found 0");
    }

    @Test
    void shouldRefuseAFileThatIsNotThere() {
        refuses(dir.resolve("none.yaml"), dir.resolve("none.yaml") + ": no such config file");
    }

    @Test
    void shouldRefuseADirectory() {
        refuses(dir, dir + ": expected a config file, found a directory");
    }

    @Test
    void shouldRefuseAnEmptyFile() throws IOException {
        Path file = Files.writeString(dir.resolve("empty.yaml"), "# only a comment\n");

        refuses(file, file + ": expected settings such as \"mode: ring\", found an empty file");
    }

    @Test
    void shouldRefuseBytesThatAreNoText() throws IOException {
        Path file = Files.write(dir.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        refuses(file, file + ": expected UTF-8 text, found other bytes");
    }

    @Test
    void shouldRefuseAFileTooLargeToBeAConfig() throws IOException {
        Path file = Files.write(dir.resolve("large.yaml"), new byte[(1 << 20) + 1]);

        refuses(file, file + ": expected a config file of at most 1 MiB, found 1048577 bytes");
    }

    @Test
    void shouldTakeAnEmptySectionForItsDefaults() throws IOException {
        Path file = Files.writeString(dir.resolve("a.yaml"), "training:\n  # batch: 3\nmode: ring\n");

        RondoConfig config = ConfigReader.read(ConfigReader.readFile(file), List.of());

        assertThat(config).isEqualTo(RondoConfig.defaults());
    }

    private static void refuses(Path file, String sentence) {
        assertThatThrownBy(() -> ConfigReader.read(ConfigReader.readFile(file), List.of()))
                .isExactlyInstanceOf(RondoException.class)
                .hasMessage(sentence);
    }
}
