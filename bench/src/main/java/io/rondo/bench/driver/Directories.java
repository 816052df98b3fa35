package io.rondo.bench.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The benchmark's directory on the memory file system: one a run, a driver's directory a generation inside it. */
final class Directories {
    private static final int ATTEMPTS = 5;

    private Directories() {}

    static Path create() throws IOException {
        return Files.createTempDirectory(Path.of("/dev/shm"), "rondo-bench-driver-");
    }

    /** Removes a directory and all in it; others may be doing the same. */
    static void remove(Path directory) {
        for (int attempt = 0; attempt < ATTEMPTS && Files.exists(directory); attempt++) {
            try (Stream<Path> walk = Files.walk(directory)) {
                List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
                for (Path path : deepestFirst) {
                    Files.deleteIfExists(path);
                }
            } catch (NoSuchFileException e) {
                return; // another process was faster
            } catch (IOException | UncheckedIOException e) {
                // a file appeared or went meanwhile: once more
            }
        }
    }
}
