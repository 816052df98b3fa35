package io.rondo.peer.data;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The samples of one step: a buffer made once for the largest batch and filled anew each step by a {@link DataSource}.
 *
 * <p>{@code features} holds {@code count} samples one after another, {@link SampleShape#length()} float32 values each,
 * native byte order, off the heap and aligned to 64 bytes; {@code labels[0 .. count - 1]} their classes.
 */
public final class Batch {
    private static final int ALIGNMENT_BYTES = 64;

    private final SampleShape shape;
    private final MemorySegment features;
    private final int[] labels;
    private int count;

    public Batch(SampleShape shape, int capacity, Arena arena) {
        this.shape = shape;
        this.features = arena.allocate((long) capacity * shape.length() * Float.BYTES, ALIGNMENT_BYTES);
        this.labels = new int[capacity];
    }

    public SampleShape shape() {
        return shape;
    }

    public int capacity() {
        return labels.length;
    }

    public int count() {
        return count;
    }

    /** Says how many samples the buffer holds now, 0 to {@link #capacity()}. */
    public void count(int count) {
        if (count < 0 || count > labels.length) {
            throw new IllegalArgumentException("count=" + count + " outside 0.." + labels.length);
        }
        this.count = count;
    }

    public MemorySegment features() {
        return features;
    }

    public int[] labels() {
        return labels;
    }
}
