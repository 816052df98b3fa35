package io.rondo.allreduce;

/**
 * How a buffer of {@code elements} is shared out to {@code size} ranks: chunk c covers the elements from
 * floor(c * elements / size) up to floor((c + 1) * elements / size), so chunks differ by one element at most.
 * Chunk c is added in the order rank c, c + 1, ... (mod size): the canonical order.
 */
public final class Chunks {
    /** No buffer that fits an address space has more; times the largest ring it fits a long. */
    private static final long MAX_ELEMENTS = 1L << 48;

    private Chunks() {}

    /** Index of the chunk's first element; of chunk {@code size}, the end of the buffer. */
    public static long begin(long elements, int size, int chunk) {
        if (elements < 0 || elements > MAX_ELEMENTS) {
            throw new IllegalArgumentException("elements=" + elements + " must be from 0 to " + MAX_ELEMENTS);
        }
        return chunk * elements / size;
    }

    /** Length of a chunk. */
    static long length(long elements, int size, int chunk) {
        return begin(elements, size, chunk + 1) - begin(elements, size, chunk);
    }

    /** Length of the longest chunk. */
    static long longest(long elements, int size) {
        return (elements + size - 1) / size;
    }
}
