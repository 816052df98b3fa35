package io.rondo.peer.serve;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** A cell as one piece of memory: numbers of 8 bytes, and memories behind their length, filled up to 8 bytes. */
final class CellImage {
    private final List<MemorySegment> pieces = new ArrayList<>();

    void put(long... numbers) {
        pieces.add(MemorySegment.ofArray(numbers));
    }

    void put(MemorySegment memory) {
        put(memory.byteSize());
        pieces.add(memory);
    }

    MemorySegment whole() {
        long bytes =
                pieces.stream().mapToLong(piece -> padded(piece.byteSize())).sum();
        MemorySegment whole = Arena.ofAuto().allocate(bytes, Long.BYTES);
        long at = 0;
        for (MemorySegment piece : pieces) {
            MemorySegment.copy(piece, 0, whole, at, piece.byteSize());
            at += padded(piece.byteSize());
        }
        return whole;
    }

    private static long padded(long bytes) {
        return (bytes + Long.BYTES - 1) / Long.BYTES * Long.BYTES;
    }

    /** Takes it apart, in the order in which it was put together. */
    static final class Reader {
        private final MemorySegment whole;
        private long at;

        Reader(MemorySegment whole) {
            this.whole = whole;
        }

        long number() {
            at += Long.BYTES;
            return whole.get(ValueLayout.JAVA_LONG, at - Long.BYTES);
        }

        long[] numbers(int count) {
            long[] numbers = new long[count];
            for (int i = 0; i < count; i++) {
                numbers[i] = number();
            }
            return numbers;
        }

        /** A copy of it. */
        MemorySegment memory() {
            long bytes = number();
            MemorySegment memory = Arena.ofAuto().allocate(bytes, Long.BYTES);
            return read(memory, bytes);
        }

        void read(MemorySegment into) {
            long bytes = number();
            if (bytes != into.byteSize()) {
                throw new IllegalStateException(
                        "a copy of " + bytes + " bytes for " + into.byteSize() + ": do all peers run the same build?");
            }
            read(into, bytes);
        }

        private MemorySegment read(MemorySegment into, long bytes) {
            MemorySegment.copy(whole, at, into, 0, bytes);
            at += padded(bytes);
            return into;
        }
    }
}
