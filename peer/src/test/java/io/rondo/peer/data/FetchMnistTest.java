package io.rondo.peer.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** scripts/fetch-mnist, with directories as mirrors. */
@Tag("process")
@Timeout(120)
class FetchMnistTest {
    @TempDir
    Path temp;

    @Test
    void shouldRefuseWhatAMirrorHasWhenItsChecksumIsWrong() throws Exception {
        Path mirror = Files.createDirectory(temp.resolve("mirror"));
        Files.writeString(mirror.resolve("train-images-idx3-ubyte.gz"), "not MNIST");
        Path dir = temp.resolve("mnist");

        Answer answer = fetch(List.of(mirror), dir.toString());

        assertThat(answer.exit).isEqualTo(1);
        assertThat(answer.said)
                .contains("train-images-idx3-ubyte.gz: file://" + mirror + " has another file: SHA-256 ")
                .contains("fetch-mnist: no mirror gave a sound train-images-idx3-ubyte.gz;");
        assertThat(names(dir)).isEmpty();
    }

    @Test
    void shouldSayWhyAMirrorGaveNothing() throws Exception {
        Answer answer = fetch(List.of(temp.resolve("nowhere")), "--set", "fashion-mnist", temp.toString());

        assertThat(answer.exit).isEqualTo(1);
        assertThat(answer.said)
                .contains("not from file://" + temp.resolve("nowhere"))
                .contains("No such file");
    }

    @Test
    void shouldExplainItself() throws Exception {
        assertThat(fetch(List.of(), "--help").said).startsWith("Usage: scripts/fetch-mnist");
        assertThat(fetch(List.of()).exit).isEqualTo(2);
        assertThat(fetch(List.of(), "--set", "nist", "x").said)
                .isEqualTo("fetch-mnist: unknown set nist: known are mnist, fashion-mnist (--help says more)\n");
    }

    @Test
    void shouldReplaceADamagedFileAndKeepSoundOnes() throws Exception {
        Path mnist = RealMnist.directory().toRealPath();
        Path broken = Files.createDirectory(temp.resolve("broken"));
        Path dir = Files.createDirectory(temp.resolve("mnist"));
        Files.copy(mnist.resolve("train-labels-idx1-ubyte.gz"), dir.resolve("train-labels-idx1-ubyte.gz"));
        Files.writeString(dir.resolve("train-images-idx3-ubyte.gz"), "half a down");

        Answer answer = fetch(List.of(broken, mnist), dir.toString());

        assertThat(answer.said)
                .contains("train-labels-idx1-ubyte.gz: already there")
                .contains("train-images-idx3-ubyte.gz: there, but with a wrong checksum")
                .contains("train-images-idx3-ubyte.gz: downloaded from file://" + mnist);
        assertThat(answer.exit).isZero();
        assertThat(names(dir)).hasSize(4);
        assertThat(Files.mismatch(
                        dir.resolve("train-images-idx3-ubyte.gz"), mnist.resolve("train-images-idx3-ubyte.gz")))
                .isEqualTo(-1);
    }

    private record Answer(int exit, String said) {}

    private static Answer fetch(List<Path> mirrors, String... arguments) throws Exception {
        Path script = Path.of(System.getProperty("rondo.root"), "scripts", "fetch-mnist");
        ProcessBuilder process =
                new ProcessBuilder(Stream.concat(Stream.of("bash", script.toString()), Stream.of(arguments))
                        .toList());
        process.environment()
                .put(
                        "RONDO_MIRRORS",
                        String.join(
                                " ", mirrors.stream().map(m -> "file://" + m).toList()));
        Process running = process.redirectErrorStream(true).start();
        String said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(running.waitFor(), said);
    }

    private static List<String> names(Path dir) throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
