package io.rondo.peer.run;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The run's output directory, held by a lock that goes with the process. */
public final class RunDirectory implements AutoCloseable {
    private static final String RUN_LOCK = "run%s.lock";
    /** Closing any channel of a file drops all of a process's locks on it: never open a lock file that is held here. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final Path lockFile;
    private final FileChannel channel;

    private RunDirectory(Path directory, Path lockFile, FileChannel channel) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /**
     * Makes the directory if need be and takes its lock.
     *
     * @param lockName the launcher's, or a peer's own
     * @throws RondoException when another process holds it
     */
    public static RunDirectory lock(Path directory, String lockName) {
        return lock(directory, lockName, "output.dir");
    }

    /** @param key of the config that names another directory */
    static RunDirectory lock(Path directory, String lockName, String key) {
        try {
            Files.createDirectories(directory);
            Path lockFile = directory.toRealPath().resolve(lockName);
            if (!HELD_HERE.add(lockFile)) {
                throw inUse(directory, key);
            }
            try {
                return new RunDirectory(directory, lockFile, tryLock(directory, lockFile, key));
            } catch (IOException | RuntimeException e) {
                HELD_HERE.remove(lockFile);
                throw e;
            }
        } catch (IOException e) {
            throw new RondoException(directory + ": the directory (" + key + ") cannot be used: " + e, e);
        }
    }

    private static FileChannel tryLock(Path directory, Path lockFile, String key) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw inUse(directory, key);
        }
        return channel;
    }

    private static RondoException inUse(Path directory, String key) {
        return new RondoException("another run is already using " + directory
                + ": wait for its end, or choose another directory with --set " + key + "=...");
    }

    /**
     * Takes the lock of the run on this host, the launcher's.
     *
     * @param suffix for hosts other than the first, which may share the directory
     */
    public static RunDirectory lockRun(Path directory, String suffix) {
        return lock(directory, String.format(RUN_LOCK, suffix));
    }

    /** Whether a launcher is running in the directory. */
    public static boolean isInUse(Path directory) {
        try {
            String name = String.format(RUN_LOCK, "");
            if (!Files.exists(directory.resolve(name))) {
                return false;
            }
            Path lockFile = directory.toRealPath().resolve(name);
            return HELD_HERE.contains(lockFile) || isLocked(lockFile);
        } catch (IOException e) {
            throw new RondoException(directory + ": its lock cannot be looked at: " + e, e);
        }
    }

    private static boolean isLocked(Path lockFile) throws IOException {
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null;
        }
    }

    public Path path() {
        return directory;
    }

    @Override
    public void close() {
        try {
            channel.close();
            HELD_HERE.remove(lockFile);
        } catch (IOException e) {
            throw new RondoException(directory + ": its lock cannot be released: " + e.getMessage(), e);
        }
    }
}
