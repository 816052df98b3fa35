package io.rondo.hogwild;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * One vector of float32 parameters that several threads read and change without a lock: the one deliberate race of this
 * project (Niu, Recht, Ré and Wright, "Hogwild!", NIPS 2011).
 *
 * <p><b>Memory contract.</b> Each component is read and written by itself, in opaque mode:
 *
 * <ul>
 *   <li>A reader sees a value that some thread has written, whole; never a mixture of two writes.
 *   <li>A write becomes visible to all threads after a while, and all see the writes to one component in one order; a
 *       thread never sees a component go back.
 *   <li>Nothing is promised about two components together: a reader may see what a later update has done to one and not
 *       yet what an earlier one has done to another.
 *   <li>{@link #add} is a read and a write: when two threads add to one component at the same moment, one of the two sums
 *       may be lost, never a third value appear.
 *   <li>Whoever needs more, say to save the vector, joins the threads first.
 * </ul>
 *
 * <p><b>Why it converges all the same.</b> A gradient computed from a vector that is a few updates old is a gradient with a
 * little noise, and a lost sum is a step not taken. With sparse examples two updates rarely touch the same component, and
 * the rate is nearly that of one thread as long as the staleness stays small against (number of parameters / number that an
 * update touches). Dense models lose more, in time too: every write takes the cache line away from the other threads.
 *
 * <p>Any thread.
 */
public final class SharedParameters {
    private static final VarHandle VALUE = ValueLayout.JAVA_FLOAT.arrayElementVarHandle();
    private static final int ALIGNMENT_BYTES = 64;

    private final MemorySegment memory;
    private final int length;

    /** @param memory aligned to 4 bytes, a whole number of float32 values; may be a window that other processes map */
    public SharedParameters(MemorySegment memory) {
        this.memory = memory;
        this.length = Math.toIntExact(memory.byteSize() / Float.BYTES);
    }

    /** Zeros in memory of this process, which lives as long as it is used. */
    public static SharedParameters zeros(int length) {
        return new SharedParameters(Arena.ofAuto().allocate((long) length * Float.BYTES, ALIGNMENT_BYTES));
    }

    public int length() {
        return length;
    }

    /** The vector itself, for whole-vector work such as mixing: the contract holds for each component there too. */
    public MemorySegment memory() {
        return memory;
    }

    public float get(int index) {
        return (float) VALUE.getOpaque(memory, 0L, (long) index);
    }

    public void set(int index, float value) {
        VALUE.setOpaque(memory, 0L, (long) index, value);
    }

    /** {@code parameter += change}, which another thread's change of the same component at the same moment may undo. */
    public void add(int index, float change) {
        set(index, get(index) + change);
    }
}
