package io.rondo.peer.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * Where the real MNIST files are: the system property or environment variable {@code RONDO_MNIST}, otherwise
 * ../shared/data/mnist beside the checkout. A test that needs them is skipped, and says why, where they are not.
 */
public final class RealMnist {
    private RealMnist() {}

    public static Path directory() {
        Path dir = Optional.ofNullable(System.getProperty("RONDO_MNIST", System.getenv("RONDO_MNIST")))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("rondo.root")).resolve("../shared/data/mnist"));
        Assumptions.assumeTrue(
                Files.isDirectory(dir),
                () -> "needs the real MNIST files: name their directory in RONDO_MNIST (looked in " + dir + ")");
        return dir;
    }
}
