package io.rondo.peer.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.RondoException;
import io.rondo.peer.train.ReplicaDigest;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * One checkpoint file: little-endian
 *
 * <pre>
 *   8 bytes  "RONDOCKP"
 *   int32    version, 1
 *   int32    length of the header
 *   ...      the header, JSON in UTF-8 ({@link CheckpointHeader})
 *   ...      parameters, float32
 *   ...      updater state, float32
 *   32 bytes SHA-256 of all before
 * </pre>
 *
 * <p>Written aside, forced to disk, then renamed: a reader sees the whole file or none.
 */
public final class CheckpointFile implements AutoCloseable {
    private static final byte[] MAGIC = {'R', 'O', 'N', 'D', 'O', 'C', 'K', 'P'};
    private static final int VERSION = 1;
    private static final int PREFIX_BYTES = 16;
    private static final int MOST_HEADER_BYTES = 1 << 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final FileChannel channel;
    private final SealedBytes bytes;
    private final CheckpointHeader header;

    private CheckpointFile(Path file, FileChannel channel, SealedBytes bytes, CheckpointHeader header) {
        this.file = file;
        this.channel = channel;
        this.bytes = bytes;
        this.header = header;
    }

    /** Writes a checkpoint; its directory exists. */
    static void write(Path file, CheckpointHeader header, MemorySegment parameters, MemorySegment updaterState)
            throws IOException {
        byte[] json = JSON.writeValueAsBytes(header);
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put(MAGIC).putInt(VERSION).putInt(json.length).flip();
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            SealedBytes sealed = new SealedBytes(channel);
            sealed.write(prefix);
            sealed.write(ByteBuffer.wrap(json));
            sealed.write(parameters);
            sealed.write(updaterState);
            sealed.writeSeal();
            channel.force(true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceDirectory(file.toAbsolutePath().getParent());
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Opens a checkpoint and reads its header; {@link #read} then reads the rest and checks it.
     *
     * @throws RondoException when it is not there, no checkpoint, or cut short
     */
    public static CheckpointFile open(Path file) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            SealedBytes bytes = new SealedBytes(channel);
            return new CheckpointFile(file, channel, bytes, readHeader(file, bytes, channel.size()));
        } catch (NoSuchFileException e) {
            throw new RondoException(file + ": no such checkpoint", e);
        } catch (EOFException e) {
            close(channel);
            throw cutShort(file, e);
        } catch (IOException e) {
            close(channel);
            throw new RondoException(file + ": the checkpoint cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            close(channel);
            throw e;
        }
    }

    private static CheckpointHeader readHeader(Path file, SealedBytes bytes, long fileBytes) throws IOException {
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.read(prefix);
        if (!Arrays.equals(prefix.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new RondoException(file + ": expected a Rondo checkpoint, found something else (wrong magic number)");
        }
        int version = prefix.getInt(MAGIC.length);
        int headerBytes = prefix.getInt(MAGIC.length + Integer.BYTES);
        if (version != VERSION) {
            throw new RondoException(file + ": expected checkpoint version " + VERSION + ", found " + version);
        }
        if (headerBytes < 2 || headerBytes > MOST_HEADER_BYTES) {
            throw damaged(file, null);
        }
        ByteBuffer json = ByteBuffer.allocate(headerBytes);
        bytes.read(json);
        CheckpointHeader header;
        try {
            header = JSON.readValue(json.array(), CheckpointHeader.class);
        } catch (JsonProcessingException e) {
            throw damaged(file, e);
        }
        long expected = PREFIX_BYTES
                + headerBytes
                + (header.parameters() + header.updaterState()) * Float.BYTES
                + SealedBytes.SEAL_BYTES;
        if (fileBytes < expected) {
            throw new EOFException("expected " + expected + " bytes, found " + fileBytes);
        }
        return header;
    }

    public CheckpointHeader header() {
        return header;
    }

    /**
     * Reads parameters and updater state and checks everything; once.
     *
     * @param parameters as long as the header says
     * @param updaterState as long as the header says, or null to leave it out
     * @throws RondoException when the file is cut short or its digest is wrong; the vectors are then unspecified
     */
    public void read(MemorySegment parameters, MemorySegment updaterState) {
        try {
            bytes.read(parameters);
            if (updaterState == null) {
                bytes.skip(header.updaterState() * Float.BYTES);
            } else {
                bytes.read(updaterState);
            }
            if (!bytes.readSeal()) {
                throw damaged(file, null);
            }
        } catch (EOFException e) {
            throw cutShort(file, e);
        } catch (IOException e) {
            throw new RondoException(file + ": the checkpoint cannot be read: " + e.getMessage(), e);
        }
        if (!ReplicaDigest.hex(parameters).equals(header.digest())) {
            throw damaged(file, null);
        }
    }

    private static RondoException cutShort(Path file, Exception cause) {
        return new RondoException(
                file + ": the checkpoint is cut short (" + cause.getMessage()
                        + "): use an older one of the same directory",
                cause);
    }

    private static RondoException damaged(Path file, Exception cause) {
        return new RondoException(
                file
                        + ": the checkpoint is damaged, its digest does not fit its content: use an older one of the same directory",
                cause);
    }

    private static void close(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new RondoException("a checkpoint cannot be closed: " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() {
        close(channel);
    }
}
