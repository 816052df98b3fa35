package io.rondo.peer.simulation;

import java.lang.foreign.MemorySegment;

/**
 * What one rank sends another over the data path.
 *
 * @param sequence number on its stream, from one process to another in one generation
 * @param operation number of the collective in its ring
 * @param hop of the collective: a message of the ranks' meeting, or a chunk on its way
 * @param payload numbers that travel with it
 * @param source the sender's memory as others on the host can read it; null for those who cannot
 * @param target likewise, to write
 */
record Frame(
        int generation,
        int from,
        int sequence,
        int operation,
        int hop,
        long weight,
        double rider,
        long[] values,
        float[] payload,
        MemorySegment source,
        MemorySegment target) {
    /** Hops beside those of the ring, as real messages number them. */
    static final int OPEN = -1;

    static final int CALL = -2;
    static final int DONE = -3;

    @Override
    public String toString() {
        String what = hop == OPEN ? "open" : hop == CALL ? "call" : hop == DONE ? "done" : "hop " + hop;
        return "from " + from + " g" + generation + " #" + sequence + " op " + operation + " " + what;
    }
}
