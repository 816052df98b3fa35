package io.rondo.allreduce;

/** The way a collective's bytes take. */
enum DataPath {
    /** In the calls themselves. */
    LATENCY,
    /** Straight out of and into all ranks' windows. */
    WINDOW,
    /** In frames from neighbour to neighbour. */
    CONVEYOR
}
