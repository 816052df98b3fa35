package io.rondo.bench.allreduce;

import io.rondo.allreduce.Collectives;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * A rank's memory for sources and for targets: two windows of the largest size, of which smaller sizes use the beginning.
 * A window lives as long as its ring, so every size having its own would need twice the memory.
 */
final class Buffers {
    private final MemorySegment sources;
    private final MemorySegment targets; // empty when everything goes in place

    /** Together with all other ranks. */
    Buffers(Collectives collectives, long bytes, boolean hasTargets) {
        try {
            sources = collectives.window(bytes).memory();
            targets = hasTargets ? collectives.window(bytes).memory() : MemorySegment.NULL;
        } catch (IOException e) {
            throw new RondoException("no windows for the buffers: " + e.getMessage(), e);
        }
    }

    MemorySegment source(long bytes) {
        return sources.asSlice(0, bytes);
    }

    MemorySegment target(long bytes) {
        return targets.asSlice(0, bytes);
    }
}
