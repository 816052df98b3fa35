package io.rondo.allreduce;

/**
 * Which chunk each rank sends and receives at each hop of a collective on the ring (Patarasuk and Yuan, 2009). Chunk c
 * starts at rank c. In an all-reduce it is added to for size - 1 hops, is complete at rank c - 1, and is copied for
 * another size - 1 hops.
 *
 * @param rank this rank
 * @param size of the ring
 * @param addHops hops at which the receiver adds; they come first
 * @param hops all of them
 * @param storeFrom the first hop whose result the receiver keeps
 */
record HopPlan(int rank, int size, int addHops, int hops, int storeFrom) {
    static HopPlan of(Collective collective, int rank, int size) {
        return switch (collective) {
            case ALL_REDUCE -> new HopPlan(rank, size, size - 1, 2 * (size - 1), size - 2);
            // one hop further than complete: from rank c - 1 to rank c
            case REDUCE_SCATTER -> new HopPlan(rank, size, size - 1, size, size - 1);
            case ALL_GATHER -> new HopPlan(rank, size, 0, size - 1, 0);
            case BROADCAST, BARRIER -> throw new IllegalArgumentException(collective + " has no chunks");
        };
    }

    boolean isAddHop(int hop) {
        return hop < addHops;
    }

    /** The hop after whose arrival a chunk is complete: its receiver divides it. */
    boolean isLastAddHop(int hop) {
        return hop == addHops - 1;
    }

    boolean isStored(int hop) {
        return hop >= storeFrom;
    }

    boolean isLastHop(int hop) {
        return hop == hops - 1;
    }

    int sendChunk(int hop) {
        return Math.floorMod(hop < size - 1 ? rank - hop : rank + 1 - (hop - (size - 1)), size);
    }

    int receiveChunk(int hop) {
        return Math.floorMod(sendChunk(hop) - 1, size);
    }
}
