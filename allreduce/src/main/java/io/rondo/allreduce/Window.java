package io.rondo.allreduce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Memory of a peer that other processes of the host can map: a file on a memory file system, allocated in full (a page
 * of a sparse file that cannot be had later is a SIGBUS) and mapped. Zero at first, aligned to a page; a header page
 * comes before it ({@link WindowHeader}).
 *
 * <p>Unlinked as soon as it is mapped: the memory goes with the last process that maps it, even after kill -9. Others
 * map it through the owner's open descriptor, {@code /proc/PID/fd/N}.
 */
public final class Window implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int FILL_BYTES = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final FileChannel channel; // null for memory that is nobody else's
    private final MemorySegment mapping;
    private final int descriptor;

    private Window(long lengthBytes) {
        channel = null;
        descriptor = -1;
        mapping = arena.allocate(WindowHeader.BYTES + lengthBytes, WindowHeader.BYTES);
    }

    private Window(Path file, long lengthBytes) throws IOException {
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                long bytes = WindowHeader.BYTES + lengthBytes;
                requireRoom(file, bytes);
                fill(channel, bytes);
                descriptor = descriptorOf(file);
                mapping = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * @param file to be made; its directory exists, on a memory file system
     * @param lengthBytes of the window, 0 or more
     * @throws IOException when the file system has too little room
     */
    static Window create(Path file, long lengthBytes) throws IOException {
        return new Window(file, lengthBytes);
    }

    /** Memory of this process alone, with the same interface. */
    static Window ofThisProcess(long lengthBytes) {
        return new Window(lengthBytes);
    }

    /** Where other processes are able to map windows at all: Linux. */
    static boolean isSupported() {
        return Files.isDirectory(DESCRIPTORS);
    }

    /** The memory, without its header. */
    public MemorySegment memory() {
        return mapping.asSlice(WindowHeader.BYTES);
    }

    /** Raw address of the header; the memory follows. */
    long address() {
        return mapping.address();
    }

    long lengthBytes() {
        return mapping.byteSize() - WindowHeader.BYTES;
    }

    /** Number of the open file in this process. */
    int descriptor() {
        return descriptor;
    }

    /**
     * Maps the window of another process, header included.
     *
     * @param arena that the mapping lives as long as
     */
    static MemorySegment map(long pid, long descriptor, long lengthBytes, Arena arena) throws IOException {
        Path file = Path.of("/proc/" + pid + "/fd/" + descriptor);
        try (FileChannel theirs = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return theirs.map(FileChannel.MapMode.READ_WRITE, 0, WindowHeader.BYTES + lengthBytes, arena);
        }
    }

    /** Before anything is written: another process's last bytes are not taken for a window that will not fit. */
    private static void requireRoom(Path file, long lengthBytes) throws IOException {
        long freeBytes = Files.getFileStore(file).getUsableSpace();
        if (lengthBytes > freeBytes) {
            throw new IOException("a window of " + lengthBytes + " bytes does not fit " + file.getParent() + ": "
                    + freeBytes + " bytes are free");
        }
    }

    private static void fill(FileChannel channel, long lengthBytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(FILL_BYTES, Math.max(1, lengthBytes)));
        for (long at = 0; at < lengthBytes; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), lengthBytes - at));
            at += channel.write(zeros, at);
        }
    }

    private static int descriptorOf(Path file) throws IOException {
        List<Path> links;
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            links = all.toList();
        }
        for (Path link : links) {
            if (isSame(link, file)) {
                return Integer.parseInt(link.getFileName().toString());
            }
        }
        throw new IOException(file + ": its descriptor is not in " + DESCRIPTORS);
    }

    private static boolean isSame(Path link, Path file) throws IOException {
        try {
            return Files.exists(link) && Files.isSameFile(link, file);
        } catch (NoSuchFileException e) {
            return false; // another thread has just closed it
        }
    }

    /** Marks the window as closed for whoever still maps it, and lets go of it. */
    @Override
    public void close() {
        WindowHeader.close(mapping.address());
        arena.close();
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
