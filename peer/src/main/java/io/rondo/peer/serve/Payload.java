package io.rondo.peer.serve;

import io.rondo.allreduce.kernel.Memory;
import io.rondo.peer.central.Share;
import java.lang.foreign.MemorySegment;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The bytes of a note: one server's share of a flat vector, on a worker's side; a piece of memory as it is, on a server's. They
 * are copied out of and into frames, which lie off the heap.
 *
 * @param share of the memory; null: all of it
 */
record Payload(MemorySegment memory, Share share) {
    static final Payload NONE = new Payload(MemorySegment.NULL, null);

    static Payload whole(MemorySegment memory) {
        return new Payload(memory, null);
    }

    long lengthBytes() {
        return share == null ? memory.byteSize() : share.lengthBytes();
    }

    void read(long at, MutableDirectBuffer into, int start, int lengthBytes) {
        long address = into.addressOffset() + start;
        if (share == null) {
            MemorySegment.copy(memory, at, Memory.ALL, address, lengthBytes);
        } else {
            share.read(memory, at, Memory.ALL, address, lengthBytes);
        }
    }

    /** All of its bytes as one piece, a copy. */
    MemorySegment toPiece() {
        MemorySegment piece = MemorySegment.ofArray(new byte[Math.toIntExact(lengthBytes())]);
        if (share == null) {
            piece.copyFrom(memory);
        } else {
            share.read(memory, 0, piece, 0, piece.byteSize());
        }
        return piece;
    }

    /** Takes all of its bytes from one piece. */
    void fromPiece(MemorySegment piece) {
        if (share == null) {
            memory.copyFrom(piece);
        } else {
            share.write(memory, 0, piece, 0, piece.byteSize());
        }
    }

    void write(long at, DirectBuffer from, int start, int lengthBytes) {
        long address = from.addressOffset() + start;
        if (share == null) {
            MemorySegment.copy(Memory.ALL, address, memory, at, lengthBytes);
        } else {
            share.write(memory, at, Memory.ALL, address, lengthBytes);
        }
    }
}
