package io.rondo.peer.model.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaBackendTest {
    @Test
    void shouldSeeTheBackendOnTheClassPath(@TempDir Path directory) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("org/nd4j/linalg/jcublas"));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            assertThat(CudaBackend.isOnClassPath(loader)).isFalse();
            Files.createFile(folder.resolve("JCublasBackend.class"));
            assertThat(CudaBackend.isOnClassPath(loader)).isTrue();
        }
    }

    @Test
    void shouldRefuseInOneSentenceWhenThereIsNoGpu() {
        org.junit.jupiter.api.Assumptions.assumeFalse(CudaBackend.isRunning(), "ND4J runs on a GPU here");
        assertThatThrownBy(CudaBackend::requireGpu)
                .isInstanceOf(RondoException.class)
                .hasMessageMatching("ND4J's CUDA backend is on the class path but finds no usable GPU"
                        + " \\((there is no libcuda.so.1|ND4J fell back to CpuBackend)\\): build without -Pcuda,"
                        + " or run on the CPU with --set training.backend=host");
    }
}
