package io.rondo.allreduce;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.NoSuchFileException;

/**
 * The calls of Linux that windows need and Java does not have: to allocate a file in full, to map it where huge pages
 * fit, and to ask for them. Flags are those of Linux on x86-64 and arm64.
 */
final class Posix {
    private static final int O_RDWR = 2;
    private static final int O_CREAT = 0x40;
    private static final int O_EXCL = 0x80;
    private static final int O_CLOEXEC = 0x80000;
    private static final int OWNER_ONLY = 0600;
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private static final int MAP_FIXED = 0x10;
    private static final int MADV_COLLAPSE = 25;
    private static final int FAILED = -1;
    private static final int ENOENT = 2;
    private static final int ENXIO = 6; // the name of a descriptor that is a socket by now

    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = handle(
            "open",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle FALLOCATE = handle(
            "posix_fallocate",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MMAP = handle(
            "mmap",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle MUNMAP =
            handle("munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MADVISE = handle(
            "madvise",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

    private Posix() {}

    /** Makes a file that must not exist yet; a descriptor that no child process inherits. */
    static int create(String path) throws IOException {
        return open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC);
    }

    /**
     * Opens a file for reading and writing.
     *
     * @throws NoSuchFileException when there is none, or nothing behind its name any more
     */
    static int open(String path) throws IOException {
        return open(path, O_RDWR | O_CLOEXEC);
    }

    private static int open(String path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            int descriptor = (int) OPEN.invokeExact(state, arena.allocateFrom(path), flags, OWNER_ONLY);
            if (descriptor == FAILED) {
                int error = errno(state);
                String sentence = path + ": cannot be opened, errno " + error;
                throw error == ENOENT || error == ENXIO ? new NoSuchFileException(sentence) : new IOException(sentence);
            }
            return descriptor;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives every page of the file its memory now; 0, or the error's number. */
    static int allocate(int descriptor, long lengthBytes) {
        try {
            return (int) FALLOCATE.invokeExact(descriptor, 0L, lengthBytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Maps a file from its beginning, shared, at a multiple of {@code alignmentBytes}.
     *
     * @return the address
     */
    static long map(int descriptor, long lengthBytes, long alignmentBytes) throws IOException {
        long reserved = map(0, lengthBytes + alignmentBytes, PROT_NONE, MAP_PRIVATE_ANONYMOUS, FAILED);
        long aligned = (reserved + alignmentBytes - 1) & -alignmentBytes;
        try {
            map(aligned, lengthBytes, PROT_READ_WRITE, MAP_SHARED | MAP_FIXED, descriptor);
        } catch (IOException e) {
            unmap(reserved, lengthBytes + alignmentBytes);
            throw e;
        }
        unmap(reserved, aligned - reserved);
        unmap(aligned + lengthBytes, reserved + alignmentBytes - aligned);
        return aligned;
    }

    private static long map(long address, long lengthBytes, int protection, int flags, int descriptor)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(ERRNO);
            long mapped = (long) MMAP.invokeExact(state, address, lengthBytes, protection, flags, descriptor, 0L);
            if (mapped == FAILED) {
                throw new IOException(lengthBytes + " bytes cannot be mapped, errno " + errno(state));
            }
            return mapped;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void unmap(long address, long lengthBytes) {
        if (lengthBytes == 0) {
            return;
        }
        try {
            int ignored = (int) MUNMAP.invokeExact(address, lengthBytes);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks for huge pages under a mapping, whatever the system's setting for shared memory; false: small ones it is. */
    static boolean useHugePages(long address, long lengthBytes) {
        try {
            return (int) MADVISE.invokeExact(address, lengthBytes, MADV_COLLAPSE) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    @SuppressWarnings("restricted") // the launcher's --enable-native-access allows it
    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
}
