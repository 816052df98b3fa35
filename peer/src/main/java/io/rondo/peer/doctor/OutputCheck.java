package io.rondo.peer.doctor;

import io.rondo.peer.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether the output directory can be written, is free, and has room for checkpoints. */
final class OutputCheck {
    private static final String NAME = "output";
    /** Parameters and the two values of adam's state. */
    private static final int VALUES_PER_PARAMETER = 3;

    private OutputCheck() {}

    static Finding here(Path directory, long parameterCount, int checkpoints) throws IOException {
        Path existing = directory.toAbsolutePath();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            return Finding.problem(
                    NAME,
                    existing
                            + " is no directory that this user may write in; choose another with --set output.dir=...");
        }
        if (RunDirectory.isInUse(directory)) {
            return Finding.problem(
                    NAME,
                    "another run is already using " + directory
                            + "; wait for its end, or choose another directory with --set output.dir=...");
        }
        return of(
                directory,
                parameterCount,
                checkpoints,
                Files.getFileStore(existing).getUsableSpace());
    }

    static Finding of(Path directory, long parameterCount, int checkpoints, long freeBytes) {
        long neededBytes = (checkpoints + 1L) * VALUES_PER_PARAMETER * Float.BYTES * parameterCount;
        return neededBytes > freeBytes
                ? Finding.warning(
                        NAME,
                        checkpoints + " checkpoints may need " + (neededBytes >> 20) + " MiB in " + directory + ", "
                                + (freeBytes >> 20) + " MiB are free; make room, or lower output.keep")
                : Finding.ok(NAME, directory + " can be written, " + (freeBytes >> 20) + " MiB are free");
    }
}
