package io.rondo.bench.chaos;

/**
 * One join, in milliseconds.
 *
 * @param joinedMs from the newcomer's request to its first contributed step
 * @param sinceStartMs from its process's start to that step
 * @param transferMs of it, while it got the run's state
 * @param medianMs of the others' steps in the same ring before, when nothing happened
 * @param slowestMs of the others' steps between request and contribution
 * @param slowestAtStartMs of the others' steps while the process started, which takes their cores
 */
record JoinTimes(
        long joinedMs, long sinceStartMs, long transferMs, double medianMs, double slowestMs, double slowestAtStartMs) {
    /** What the join cost the others at the most. */
    double growthMs() {
        return slowestMs - medianMs;
    }
}
