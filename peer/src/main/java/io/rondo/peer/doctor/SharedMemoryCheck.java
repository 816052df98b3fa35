package io.rondo.peer.doctor;

import io.rondo.peer.RondoException;
import io.rondo.peer.run.SharedMemory;
import java.io.IOException;
import java.nio.file.Path;

/** Whether the windows of this host's peers fit shared memory. */
final class SharedMemoryCheck {
    private static final String NAME = "shared memory";
    private static final Path USUAL = Path.of("/dev/shm");

    private SharedMemoryCheck() {}

    static Finding here(long parameterCount, int peers) throws IOException {
        return of(parameterCount, peers, SharedMemory.freeBytes(), SharedMemory.root());
    }

    static Finding of(long parameterCount, int peers, long freeBytes, Path where) {
        try {
            SharedMemory.requireRoom(parameterCount, 0, peers, freeBytes, where);
        } catch (RondoException e) {
            return Finding.problem(NAME, e.getMessage());
        }
        return where.equals(USUAL)
                ? Finding.ok(NAME, where + " has " + (freeBytes >> 20) + " MiB free, which is enough")
                : Finding.warning(
                        NAME,
                        USUAL + " is not there, so windows would lie in " + where
                                + ", which may be on a disk; mount a tmpfs at " + USUAL);
    }
}
