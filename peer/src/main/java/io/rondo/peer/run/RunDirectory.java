package io.rondo.peer.run;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The run's output directory, held by a lock that goes with the process. */
public final class RunDirectory implements AutoCloseable {
    private final Path directory;
    private final FileChannel channel;

    private RunDirectory(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Makes the directory if need be and takes its lock.
     *
     * @param lockName the launcher's, or a peer's own
     * @throws RondoException when another process holds it
     */
    public static RunDirectory lock(Path directory, String lockName) {
        try {
            Files.createDirectories(directory);
            FileChannel channel =
                    FileChannel.open(directory.resolve(lockName), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock;
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                lock = null;
            }
            if (lock == null) {
                channel.close();
                throw new RondoException("another run is already using " + directory
                        + ": wait for its end, or choose another directory with --set output.dir=...");
            }
            return new RunDirectory(directory, channel);
        } catch (IOException e) {
            throw new RondoException(directory + ": the output directory cannot be used: " + e, e);
        }
    }

    public Path path() {
        return directory;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RondoException(directory + ": its lock cannot be released: " + e.getMessage(), e);
        }
    }
}
