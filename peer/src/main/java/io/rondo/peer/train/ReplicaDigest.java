package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a replica's parameters: equal replicas, and only they, have equal digests. */
public final class ReplicaDigest {
    private static final long PIECE_BYTES = 1 << 30;

    private ReplicaDigest() {}

    /** The digest, 64 hex digits. */
    public static String hex(MemorySegment parameters) {
        return HexFormat.of().formatHex(sha256(parameters));
    }

    /** The digest as four int64 values, for the ring. */
    static long[] longs(MemorySegment parameters) {
        ByteBuffer digest = ByteBuffer.wrap(sha256(parameters));
        return new long[] {digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong()};
    }

    private static byte[] sha256(MemorySegment parameters) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (long at = 0; at < parameters.byteSize(); at += PIECE_BYTES) {
                long length = Math.min(PIECE_BYTES, parameters.byteSize() - at);
                digest.update(parameters.asSlice(at, length).asByteBuffer());
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
