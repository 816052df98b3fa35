package io.rondo.bench.nic;

/**
 * One thing that limits, or that nothing does.
 *
 * @param sentence for people
 */
record Finding(Kind kind, String sentence) {
    /** The heaviest first. */
    enum Kind {
        /** Something does not get through at all. */
        UNREACHABLE,
        LOSS,
        SLOW,
        /** Rails are slower together than each by itself. */
        SHARED,
        /** The links carry more than the hosts make of it. */
        HOSTS,
        /** What the heavier findings cost Aeron and the all-reduce. */
        COST,
        HEALTHY
    }
}
