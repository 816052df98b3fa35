package io.rondo.peer.simulation;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeMap;

/** Off-heap memory of a world's peers, out of one piece that is used again by the next world. */
final class SimulatedMemory {
    private static final long BYTES = 1 << 20;
    private static final long ALIGNMENT = 64;
    /** What lies in memory that was let go: whoever still reads it adds nonsense. */
    private static final int GARBAGE = 0x7fc0dead;

    static final int CLOSED = -1;

    private final MemorySegment all = Arena.ofAuto().allocate(BYTES, ALIGNMENT);
    private final TreeMap<Long, Integer> generations = new TreeMap<>(); // of shared pieces, by address
    private long used;

    /** The next world begins. */
    void clear() {
        all.asSlice(0, used).fill((byte) 0);
        used = 0;
        generations.clear();
    }

    MemorySegment allocate(long bytes) {
        MemorySegment piece = all.asSlice(used, bytes);
        used += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return piece;
    }

    /** The target of some peer in a generation. */
    MemorySegment target(int generation, long bytes) {
        MemorySegment target = allocate(bytes);
        assign(target, generation);
        return target;
    }

    void assign(MemorySegment shared, int generation) {
        generations.put(shared.address(), generation);
    }

    /** As the header of the real window tells: the generation that it is in use for, or {@link #CLOSED}. */
    int generationOf(MemorySegment part) {
        return generations.floorEntry(part.address()).getValue();
    }

    void close(MemorySegment shared) {
        assign(shared, CLOSED);
    }

    void letGo(MemorySegment target) {
        close(target);
        for (long at = 0; at < target.byteSize() / Integer.BYTES; at++) {
            target.setAtIndex(ValueLayout.JAVA_INT, at, GARBAGE);
        }
    }
}
