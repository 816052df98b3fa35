package io.rondo.bench.allreduce;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says before a run whether its windows fit: a page that cannot be had later would be a crash. */
final class SharedMemoryNeed {
    private static final Path WHERE = Path.of("/dev/shm");
    /** Drivers' control files and the links' log buffers. */
    private static final long AERON_BYTES = 64L << 20;

    private SharedMemoryNeed() {}

    static void require(int peers, long bytes, boolean hasWindows, List<Place> places) {
        try {
            require(peers, bytes, hasWindows, places, Files.getFileStore(WHERE).getUsableSpace());
        } catch (IOException e) {
            throw new RondoException(WHERE + ": its free space cannot be read: " + e.getMessage(), e);
        }
    }

    static void require(int peers, long bytes, boolean hasWindows, List<Place> places, long freeBytes) {
        int buffers = places.stream().mapToInt(Place::buffers).max().orElseThrow();
        double windows = hasWindows ? (double) peers * buffers * bytes : 0; // exabytes do not overflow it
        if (windows + AERON_BYTES > freeBytes) {
            throw new RondoException(String.format(
                    "%s is too small: %d peers with %d window%s of %s need %.0f MiB, and Aeron %d MiB; %d MiB are free; enlarge"
                            + " it (mount -o remount,size=...), or choose fewer --peers or a smaller --maxbytes",
                    WHERE,
                    peers,
                    buffers,
                    buffers == 1 ? "" : "s",
                    ByteSize.format(bytes),
                    Math.ceil(windows / (1 << 20)),
                    AERON_BYTES >> 20,
                    freeBytes >> 20));
        }
    }
}
