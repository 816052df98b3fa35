package io.rondo.peer.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A file's bytes in order, written or read, with a SHA-256 over all of them that closes the file. */
final class SealedBytes {
    static final int SEAL_BYTES = 32;
    private static final int PIECE_BYTES = 1 << 20;

    private final FileChannel channel;
    private final MessageDigest digest;
    private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);

    SealedBytes(FileChannel channel) {
        this.channel = channel;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        digest.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void write(MemorySegment memory) throws IOException {
        for (long at = 0; at < memory.byteSize(); at += PIECE_BYTES) {
            int length = (int) Math.min(PIECE_BYTES, memory.byteSize() - at);
            piece.clear().put(memory.asSlice(at, length).asByteBuffer()).flip();
            write(piece);
        }
    }

    void writeSeal() throws IOException {
        ByteBuffer seal = ByteBuffer.wrap(digest.digest());
        while (seal.hasRemaining()) {
            channel.write(seal);
        }
    }

    /** Fills the buffer. */
    void read(ByteBuffer bytes) throws IOException {
        readFully(bytes);
        digest.update(bytes.duplicate().flip());
    }

    void read(MemorySegment memory) throws IOException {
        for (long at = 0; at < memory.byteSize(); at += PIECE_BYTES) {
            int length = (int) Math.min(PIECE_BYTES, memory.byteSize() - at);
            read(piece.clear().limit(length));
            memory.asSlice(at, length).asByteBuffer().put(piece.flip());
        }
    }

    void skip(long length) throws IOException {
        for (long at = 0; at < length; at += PIECE_BYTES) {
            read(piece.clear().limit((int) Math.min(PIECE_BYTES, length - at)));
        }
    }

    /** True when the file ends with the digest of all that was read. */
    boolean readSeal() throws IOException {
        ByteBuffer seal = ByteBuffer.allocate(SEAL_BYTES);
        readFully(seal);
        return MessageDigest.isEqual(seal.array(), digest.digest()) && channel.position() == channel.size();
    }

    private void readFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("it ends at byte " + channel.position());
            }
        }
    }
}
