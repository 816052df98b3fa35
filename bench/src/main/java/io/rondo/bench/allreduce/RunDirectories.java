package io.rondo.bench.allreduce;

import io.rondo.bench.process.Child;
import io.rondo.bench.process.Directories;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The two directories of a run, and its end: on the way out and on Ctrl-C no process and no file of it stays.
 *
 * @param shared on the memory file system
 * @param programs on a file system that programs may be started from, which the other one need not be
 */
record RunDirectories(Path shared, Path programs) implements AutoCloseable {
    private static final String NAME = "allreduce";

    static RunDirectories create() {
        try {
            RunDirectories directories =
                    new RunDirectories(Directories.create(NAME), Files.createTempDirectory(Directories.prefix(NAME)));
            Runtime.getRuntime().addShutdownHook(new Thread(directories::close, "cleaner"));
            return directories;
        } catch (IOException e) {
            throw new RondoException("the run's directories cannot be made: " + e.getMessage(), e);
        }
    }

    List<Path> all() {
        return List.of(shared, programs);
    }

    @Override
    public void close() {
        Child.killAll();
        all().forEach(Directories::remove);
    }
}
