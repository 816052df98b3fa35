package io.rondo.allreduce;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of a peer that other processes of the host can map: a file on a memory file system, allocated in full (a page
 * of a sparse file that cannot be had later is a SIGBUS) and mapped. Zero at first, aligned to a page; a header page
 * comes before it ({@link WindowHeader}). From 1 MiB on it asks for huge pages, which make reductions up to twice as
 * fast: without them most of the time goes into looking up addresses.
 *
 * <p>Unlinked as soon as it is made: the memory goes with the last process that maps it, even after kill -9. Others map
 * it through the owner's open descriptor, {@code /proc/PID/fd/N}.
 */
public final class Window implements AutoCloseable {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final long HUGE_PAGE_BYTES = 2 << 20;
    private static final long HUGE_FROM_BYTES = HUGE_PAGE_BYTES / 2;
    private static final int NO_ROOM = 28; // ENOSPC

    private final Arena arena = Arena.ofShared();
    private final MemorySegment mapping;
    private final long lengthBytes;
    private final int descriptor; // -1 for memory that is nobody else's
    private boolean isKept;

    private Window(long lengthBytes) {
        this.lengthBytes = lengthBytes;
        descriptor = -1;
        mapping = arena.allocate(WindowHeader.BYTES + lengthBytes, WindowHeader.BYTES);
    }

    private Window(Path file, long lengthBytes) throws IOException {
        this.lengthBytes = lengthBytes;
        long bytes = sizeBytes(lengthBytes);
        descriptor = Posix.create(file.toString());
        try {
            requireRoom(file, bytes);
            allocate(file, bytes);
            mapping = map(descriptor, bytes, arena);
        } catch (IOException e) {
            Posix.close(descriptor);
            arena.close();
            throw e;
        } finally {
            Files.deleteIfExists(file);
        }
        if (bytes >= HUGE_PAGE_BYTES) {
            Posix.useHugePages(mapping.address(), bytes);
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

    /**
     * A window that is made before there is a ring to share it in ({@link Collectives#adopt}).
     *
     * @param directory on a memory file system
     * @param name of the file, for the moment until it is unlinked
     * @throws IOException when the file system has too little room
     */
    public static Window ahead(Path directory, String name, long lengthBytes) throws IOException {
        return create(directory.resolve(name), lengthBytes);
    }

    /** Memory of this process alone, with the same interface: for rings without shared memory, and for models of rings. */
    public static Window ofThisProcess(long lengthBytes) {
        return new Window(lengthBytes);
    }

    /** Where other processes are able to map windows at all: Linux. */
    public static boolean isSupported() {
        return Files.isDirectory(DESCRIPTORS);
    }

    /** Shared memory that a window of so many bytes takes: its header, and whole huge pages from 1 MiB on. */
    public static long sizeBytes(long lengthBytes) {
        long bytes = WindowHeader.BYTES + lengthBytes;
        long page = bytes >= HUGE_FROM_BYTES ? HUGE_PAGE_BYTES : WindowHeader.BYTES;
        return (bytes + page - 1) / page * page;
    }

    /** The memory, without its header. */
    public MemorySegment memory() {
        return mapping.asSlice(WindowHeader.BYTES, lengthBytes);
    }

    /** Raw address of the header; the memory follows. */
    long address() {
        return mapping.address();
    }

    long lengthBytes() {
        return lengthBytes;
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
        int theirs = Posix.open("/proc/" + pid + "/fd/" + descriptor);
        try {
            return map(theirs, sizeBytes(lengthBytes), arena);
        } finally {
            Posix.close(theirs);
        }
    }

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static MemorySegment map(int descriptor, long bytes, Arena arena) throws IOException {
        long address = Posix.map(descriptor, bytes, HUGE_PAGE_BYTES);
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, gone -> Posix.unmap(address, bytes));
    }

    private static void requireRoom(Path file, long bytes) throws IOException {
        if (bytes > Files.getFileStore(file).getUsableSpace()) {
            throw noRoom(file, bytes);
        }
    }

    private void allocate(Path file, long bytes) throws IOException {
        int error = Posix.allocate(descriptor, bytes);
        if (error == NO_ROOM) { // others were faster
            throw noRoom(file, bytes);
        }
        if (error != 0) {
            throw new IOException(file + ": " + bytes + " bytes cannot be allocated, errno " + error);
        }
    }

    private static IOException noRoom(Path file, long bytes) throws IOException {
        return new IOException("a window of " + bytes + " bytes does not fit " + file.getParent() + ": "
                + Files.getFileStore(file).getUsableSpace() + " bytes are free");
    }

    /** From here on it lives until it is closed itself, not only as long as its ring. */
    public Window keep() {
        isKept = true;
        return this;
    }

    void closeUnlessKept() {
        if (!isKept) {
            close();
        }
    }

    /** Marks the window as closed for whoever still maps it, and lets go of it. */
    @Override
    public void close() {
        WindowHeader.close(mapping.address());
        arena.close();
        if (descriptor >= 0) {
            Posix.close(descriptor);
        }
    }
}
