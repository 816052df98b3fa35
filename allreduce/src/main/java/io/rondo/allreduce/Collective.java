package io.rondo.allreduce;

/** What the ranks do together. */
enum Collective {
    ALL_REDUCE,
    REDUCE_SCATTER,
    ALL_GATHER,
    BROADCAST,
    BARRIER
}
