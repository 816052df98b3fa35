package io.rondo.allreduce;

/**
 * How a buffer of {@code elements} is shared out to {@code size} ranks: chunk c covers the elements from
 * floor(c * elements / size) up to floor((c + 1) * elements / size), so chunks differ by one element at most.
 */
record Chunks(long elements, int size) {
    Chunks {
        if (elements < 0) {
            throw new IllegalArgumentException("elements=" + elements + " must not be negative");
        }
    }

    /** Index of the chunk's first element. */
    long begin(int chunk) {
        return Math.multiplyHigh(chunk, elements) == 0 ? chunk * elements / size : tooLong();
    }

    /** Index after the chunk's last element. */
    long end(int chunk) {
        return begin(chunk + 1);
    }

    /** Length of the longest chunk. */
    long longest() {
        return (elements + size - 1) / size;
    }

    private long tooLong() {
        throw new IllegalArgumentException(
                "elements=" + elements + " is beyond what a ring of " + size + " can number");
    }
}
