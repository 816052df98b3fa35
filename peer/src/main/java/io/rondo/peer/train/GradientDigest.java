package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/**
 * A digest of reduced gradients that costs microseconds whatever their number: CRC-32C of sixteen pieces of 4 KiB, spread
 * evenly, or of all when there are no more. Peers that disagree on a step disagree all over the vector.
 */
final class GradientDigest {
    private static final int PIECES = 16;
    private static final int PIECE_BYTES = 4096;

    private GradientDigest() {}

    static long of(MemorySegment gradients) {
        CRC32C crc = new CRC32C();
        long bytes = gradients.byteSize();
        if (bytes <= (long) PIECES * PIECE_BYTES) {
            crc.update(gradients.asByteBuffer());
            return crc.getValue();
        }
        for (int piece = 0; piece < PIECES; piece++) {
            long at = (bytes - PIECE_BYTES) * piece / (PIECES - 1);
            crc.update(gradients.asSlice(at, PIECE_BYTES).asByteBuffer());
        }
        return crc.getValue();
    }
}
