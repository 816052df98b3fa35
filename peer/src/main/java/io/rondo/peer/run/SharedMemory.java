package io.rondo.peer.run;

import io.rondo.allreduce.Window;
import io.rondo.peer.RondoException;
import io.rondo.peer.train.RingSupply;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run's directory in /dev/shm: drivers' directories, and windows until they are mapped. All processes of the run hold
 * a shared lock on a file in it; a directory whose lock nobody holds is a leftover of killed processes and is removed by
 * whoever finds it.
 */
public final class SharedMemory implements AutoCloseable {
    /** Aeron's files: drivers' control files and the links' log buffers. */
    private static final long AERON_BYTES = 64L << 20;

    private static final Path ROOT = Files.isDirectory(Path.of("/dev/shm"))
            ? Path.of("/dev/shm")
            : Path.of(System.getProperty("java.io.tmpdir"));
    private static final String PREFIX = "rondo-";
    private static final String LOCK = "lock";
    private static final String CONTROL_PREFIX = "control-";
    private static final Pattern CONTROL = Pattern.compile(CONTROL_PREFIX + "(\\d{1,9})");

    private static final int TRIES = 20;
    /** Closing any channel of a file drops all of a process's locks on it: never look at a directory held here. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;
    private boolean closed;

    private SharedMemory(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Opens the run's directory, making it if need be, after removing what killed runs have left.
     *
     * @param name of the run, the same for all its processes
     */
    public static SharedMemory open(String name) {
        Path directory = directoryOf(name);
        try {
            removeLeftovers();
            for (int i = 0; i < TRIES; i++) {
                FileChannel channel = tryHold(directory);
                if (channel != null) {
                    HELD_HERE.add(directory);
                    return new SharedMemory(directory, channel);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            throw new IOException("another process keeps it locked");
        } catch (IOException e) {
            throw new RondoException(directory + ": the shared memory directory cannot be made: " + e.getMessage(), e);
        }
    }

    /** Of the run with this name, whether it is there or not. */
    static Path directoryOf(String name) {
        return ROOT.resolve(PREFIX + name);
    }

    /** The lock's channel, or null when another process is just removing the directory. */
    private static FileChannel tryHold(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path lock = directory.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock(0, Long.MAX_VALUE, true) != null && Files.exists(lock)) {
            return channel;
        }
        channel.close();
        return null;
    }

    public Path directory() {
        return directory;
    }

    /** In a run's directory, of the control driver of the peer with this id; made and removed by that peer. */
    static Path controlDirectory(Path run, int id) {
        return run.resolve(CONTROL_PREFIX + id);
    }

    /**
     * Refuses a run whose windows would not fit.
     *
     * @param parameterCount float32 values of each half of a peer's target; while the ring changes there are two targets
     * @param ownBytes of a window that a peer has beside its targets, or 0
     * @param peers on this host
     */
    void requireRoom(long parameterCount, long ownBytes, int peers) {
        try {
            requireRoom(parameterCount, ownBytes, peers, freeBytes(), ROOT);
        } catch (IOException e) {
            throw new RondoException(ROOT + ": its free space cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The same, of any place with so many free bytes.
     *
     * @throws RondoException when they would not fit
     */
    public static void requireRoom(long parameterCount, long ownBytes, int peers, long freeBytes, Path where) {
        long gradientBytes = parameterCount * Float.BYTES;
        long targetBytes = RingSupply.targetBytes(gradientBytes, peers);
        long ofOneBytes = 2 * Window.sizeBytes(targetBytes) + (ownBytes == 0 ? 0 : Window.sizeBytes(ownBytes));
        long windowBytes = ofOneBytes * peers;
        if (windowBytes + AERON_BYTES > freeBytes) {
            throw new RondoException(where + " is too small: " + peers + " peers with " + parameterCount
                    + " parameters need " + mebibytes(windowBytes) + " MiB for windows and " + mebibytes(AERON_BYTES)
                    + " MiB for Aeron, " + mebibytes(freeBytes)
                    + " MiB are free; enlarge it (mount -o remount,size=...), or use fewer peers or a smaller model");
        }
    }

    /** Where runs keep theirs. */
    public static Path root() {
        return ROOT;
    }

    public static long freeBytes() throws IOException {
        return Files.getFileStore(ROOT).getUsableSpace();
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private static void removeLeftovers() throws IOException {
        for (Path run : directories()) {
            if (!HELD_HERE.contains(run)) {
                removeIfAbandoned(run);
            }
        }
    }

    /** Of all runs on this host, also of dead ones that nobody has removed yet. */
    public static List<Path> directories() throws IOException {
        try (Stream<Path> files = Files.list(ROOT)) {
            return files.filter(file -> file.getFileName().toString().startsWith(PREFIX))
                    .filter(file -> Files.isRegularFile(file.resolve(LOCK)))
                    .sorted()
                    .toList();
        }
    }

    /** The name of the run that the directory is of: see {@link #open}. */
    public static String nameOf(Path directory) {
        return directory.getFileName().toString().substring(PREFIX.length());
    }

    /** Directories of control drivers in a run's directory, by the ids of the peers that made them. */
    public static SortedMap<Integer, Path> controlDirectories(Path run) throws IOException {
        SortedMap<Integer, Path> byId = new TreeMap<>();
        try (Stream<Path> files = Files.list(run)) {
            files.forEach(file -> {
                Matcher name = CONTROL.matcher(file.getFileName().toString());
                if (name.matches()) {
                    byId.put(Integer.valueOf(name.group(1)), file);
                }
            });
        }
        return byId;
    }

    private static void removeIfAbandoned(Path run) throws IOException {
        try (FileChannel channel = FileChannel.open(run.resolve(LOCK), StandardOpenOption.WRITE)) {
            FileLock exclusive = channel.tryLock();
            if (exclusive != null) {
                removeTree(run);
            }
        } catch (NoSuchFileException | AccessDeniedException e) {
            return; // gone already, or another user's
        }
    }

    private static void removeTree(Path tree) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(tree)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            try {
                Files.deleteIfExists(file);
            } catch (DirectoryNotEmptyException e) {
                return; // somebody has just begun to use it again
            }
        }
    }

    /** Lets go of the directory; the last process of the run to do so removes it. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            channel.close();
            HELD_HERE.remove(directory);
            removeIfAbandoned(directory);
        } catch (IOException e) {
            throw new RondoException(
                    directory + ": the shared memory directory cannot be removed: " + e.getMessage(), e);
        }
    }
}
