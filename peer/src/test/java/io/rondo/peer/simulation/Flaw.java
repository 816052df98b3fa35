package io.rondo.peer.simulation;

/** A bug that is planted on purpose: a simulation that does not notice it is worth nothing. */
enum Flaw {
    /** A rank reads what was sent in an earlier generation. */
    A_STALE_FRAME_IS_ACCEPTED("a frame of generation"),
    /** Results of all generations go into the same memory. */
    A_TARGET_IS_USED_AGAIN("generation"),
    /** A rank that stood still adds up sources that are others' next gradients by now, and keeps the sum. */
    A_SOURCE_IS_NOT_CHECKED("step"),
    /** The last result is gone with its ring, though somebody may have missed it. */
    A_TARGET_IS_LET_GO_TOO_EARLY("step"),
    /** Some peers are told of a new view under the number of the one before. */
    A_GENERATION_IS_GIVEN_TWICE("generation"),
    /** An evicted process goes on as a member, with what it alone has committed. */
    AN_EVICTED_PEER_IS_LET_BACK("step"),
    SILENCE_IS_NOTICED_LATE("peer"),
    /** A peer leaves out a part of what was dealt to it. */
    A_SAMPLE_IS_LEFT_OUT("step"),
    /** What was dealt to a dead peer is not dealt again by a newcomer. */
    A_RANGE_IS_FORGOTTEN("step"),
    /** Who missed a step does not get it from those who have it. */
    A_MISSED_COMMIT_IS_SKIPPED("step"),
    /** The first step after a recovery does not reach the parameters. */
    A_COMMIT_IS_NOT_APPLIED("step"),
    A_COMMIT_IS_APPLIED_TWICE("step"),
    /** A newcomer takes the others' place in the run, and keeps its own parameters. */
    A_NEWCOMER_STARTS_WITH_STALE_STATE("step");

    /** What the simulation says about it, among else. */
    final String finding;

    Flaw(String finding) {
        this.finding = finding;
    }
}
