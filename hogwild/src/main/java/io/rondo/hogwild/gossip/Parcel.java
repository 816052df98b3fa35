package io.rondo.hogwild.gossip;

import io.rondo.allreduce.kernel.Memory;
import io.rondo.hogwild.token.Turn;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.DirectBuffer;

/** A vector that comes in pieces, in order; over several rails each may come again. Gossip thread only. */
final class Parcel {
    private final long lengthBytes;
    private MemorySegment vector; // made when the first piece comes: peers of one host need none
    private Turn turn;
    private long arrivedBytes;

    Parcel(long lengthBytes) {
        this.lengthBytes = lengthBytes;
    }

    void onPiece(Turn its, long at, DirectBuffer buffer, int start, int pieceBytes) {
        if (at == 0 && !its.equals(turn)) {
            turn = its;
            arrivedBytes = 0;
        }
        if (!its.equals(turn) || at != arrivedBytes || at + pieceBytes > lengthBytes) {
            return;
        }
        if (vector == null) {
            vector = Arena.ofAuto().allocate(lengthBytes, Float.BYTES);
        }
        MemorySegment.copy(Memory.ALL, buffer.addressOffset() + start, vector, at, pieceBytes);
        arrivedBytes += pieceBytes;
    }

    /** The vector of this turn, or null when it is not all there. */
    MemorySegment of(Turn wanted) {
        return wanted.equals(turn) && arrivedBytes == lengthBytes ? vector : null;
    }
}
