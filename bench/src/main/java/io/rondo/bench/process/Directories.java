package io.rondo.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A benchmark's directories: one a run on the memory file system, and whatever else must not outlive it. */
public final class Directories {
    private static final int ATTEMPTS = 5;

    private Directories() {}

    public static Path create(String benchmark) throws IOException {
        return Files.createTempDirectory(Path.of("/dev/shm"), prefix(benchmark));
    }

    /** How the names of a run's directories begin: with the process that answers for them. */
    public static String prefix(String benchmark) {
        return "rondo-bench-" + benchmark + "-" + ProcessHandle.current().pid() + "-";
    }

    /** Removes a directory and all in it; others may be doing the same. */
    public static void remove(Path directory) {
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
