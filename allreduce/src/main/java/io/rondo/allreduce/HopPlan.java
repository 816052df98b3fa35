package io.rondo.allreduce;

/**
 * Which chunk each rank sends and receives at each hop of a ring all-reduce (Patarasuk and Yuan, 2009): size - 1 hops
 * that add, then size - 1 hops that copy. Chunk c starts at rank c and is complete at rank c - 1.
 */
record HopPlan(int rank, int size) {
    int hops() {
        return 2 * (size - 1);
    }

    boolean isReduceHop(int hop) {
        return hop < size - 1;
    }

    /** The reduce hop after whose arrival a chunk is complete: its receiver divides it and starts the gather. */
    boolean isLastReduceHop(int hop) {
        return hop == size - 2;
    }

    boolean isLastHop(int hop) {
        return hop == hops() - 1;
    }

    int sendChunk(int hop) {
        return Math.floorMod(isReduceHop(hop) ? rank - hop : rank + 1 - (hop - (size - 1)), size);
    }

    int receiveChunk(int hop) {
        return Math.floorMod(sendChunk(hop) - 1, size);
    }
}
