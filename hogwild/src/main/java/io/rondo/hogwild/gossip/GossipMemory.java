package io.rondo.hogwild.gossip;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Window;
import java.lang.foreign.MemorySegment;

/**
 * How a peer's window is laid out: offer, answer, snapshot, each as long as the parameters. The neighbours of the same host
 * read the first two where they lie; nobody but their owner writes them.
 */
public final class GossipMemory {
    private static final int PARTS = 3;
    private static final int OFFER = 0;
    private static final int ANSWER = 1;
    private static final int SNAPSHOT = 2;
    private static final long ALIGNMENT_BYTES = 64;

    private final Window window;
    private final long parameterBytes;

    /** @param window of {@link #windowBytes}, the same in all generations */
    public GossipMemory(Window window, long parameterBytes) {
        this.window = window;
        this.parameterBytes = parameterBytes;
    }

    /** The window that a peer needs. */
    public static long windowBytes(long parameterBytes) {
        return PARTS * partBytes(parameterBytes);
    }

    private static long partBytes(long parameterBytes) {
        return (parameterBytes + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    }

    Window window() {
        return window;
    }

    MemorySegment offer() {
        return part(window.memory(), OFFER);
    }

    MemorySegment answer() {
        return part(window.memory(), ANSWER);
    }

    /** What this peer puts into a consensus. */
    MemorySegment snapshot() {
        return part(window.memory(), SNAPSHOT);
    }

    /** The rank's offer, or null when its memory cannot be read from here. */
    MemorySegment offerOf(Collectives ring, int rank) {
        MemorySegment memory = ring.windowOf(window, rank);
        return memory == null ? null : part(memory, OFFER);
    }

    /** As above. */
    MemorySegment answerOf(Collectives ring, int rank) {
        MemorySegment memory = ring.windowOf(window, rank);
        return memory == null ? null : part(memory, ANSWER);
    }

    private MemorySegment part(MemorySegment memory, int index) {
        return memory.asSlice(index * partBytes(parameterBytes), parameterBytes);
    }
}
