package io.rondo.peer.run;

import io.aeron.CncFileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a peer's control driver writes about its process. */
final class ControlFile {
    private ControlFile() {}

    static void write(Path run, int id, long pid) throws IOException {
        ByteBuffer file =
                ByteBuffer.allocate(CncFileDescriptor.META_DATA_LENGTH).order(ByteOrder.nativeOrder());
        file.putLong(CncFileDescriptor.pidOffset(0), pid);
        Path directory = SharedMemory.controlDirectory(run, id);
        Files.createDirectories(directory);
        Files.write(directory.resolve(CncFileDescriptor.CNC_FILE), file.array());
    }
}
