package io.rondo.allreduce;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory of a peer that other processes of the host can map: a file on a memory file system, allocated in full (a page
 * of a sparse file that cannot be had later is a SIGBUS) and mapped. Zero at first, aligned to a page.
 *
 * <p>Unlinked as soon as it is mapped: the memory goes with the last process that maps it, even after kill -9.
 */
public final class Window implements AutoCloseable {
    private static final int FILL_BYTES = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    private Window(Path file, long lengthBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            fill(channel, lengthBytes);
            memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, lengthBytes, arena);
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
    public static Window create(Path file, long lengthBytes) throws IOException {
        return new Window(file, lengthBytes);
    }

    public MemorySegment memory() {
        return memory;
    }

    private static void fill(FileChannel channel, long lengthBytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(FILL_BYTES, Math.max(1, lengthBytes)));
        for (long at = 0; at < lengthBytes; ) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), lengthBytes - at));
            at += channel.write(zeros, at);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
