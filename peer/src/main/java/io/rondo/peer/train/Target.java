package io.rondo.peer.train;

import io.rondo.allreduce.Window;
import java.lang.foreign.MemorySegment;

/**
 * Where gradients are reduced: two halves that take turns. One holds the last result, for a peer that missed it, until the
 * next is committed in the other. A target may go on from one ring to the next: what it holds stays.
 */
public final class Target {
    private final MemorySegment memory;
    private final MemorySegment[] halves;
    private final Runnable letGo;
    private int result; // the half that holds the last one
    private boolean isReleased;

    /**
     * @param memory of {@link RingSupply#targetBytes} or more
     * @param letGo of the memory; run once
     */
    public Target(MemorySegment memory, Runnable letGo) {
        this.memory = memory;
        this.letGo = letGo;
        long halfBytes = memory.byteSize() / 2;
        halves = new MemorySegment[] {memory.asSlice(0, halfBytes), memory.asSlice(halfBytes, halfBytes)};
    }

    /** @param kept by its ring */
    public Target(Window kept) {
        this(kept.memory(), kept::close);
    }

    MemorySegment memory() {
        return memory;
    }

    /** Whether it lies there. */
    public boolean isIn(MemorySegment other) {
        return memory.address() == other.address();
    }

    MemorySegment half(int index) {
        return halves[index];
    }

    /** Index of the half with the last result. */
    int result() {
        return result;
    }

    /** What was under way is the result, and the earlier one is needed no more. */
    void turn() {
        result = 1 - result;
    }

    /** Nobody needs the result any more. */
    void release() {
        if (!isReleased) {
            isReleased = true;
            letGo.run();
        }
    }
}
