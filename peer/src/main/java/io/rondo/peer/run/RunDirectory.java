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
    private static final String RUN_LOCK = "run.lock";

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

    /** Takes the lock of the whole run, the launcher's. */
    public static RunDirectory lockRun(Path directory) {
        return lock(directory, RUN_LOCK);
    }

    /** Whether a launcher of another process is running in the directory. */
    public static boolean isInUse(Path directory) {
        if (!Files.exists(directory.resolve(RUN_LOCK))) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(directory.resolve(RUN_LOCK), StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw new RondoException(directory + ": its lock cannot be looked at: " + e, e);
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
