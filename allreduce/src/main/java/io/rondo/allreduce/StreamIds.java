package io.rondo.allreduce;

/**
 * Aeron's stream ids on a host's data driver, which lives through several generations: every generation and rank has its own. A
 * dead process stays subscribed for two budgets, and reads nothing: on a stream of the next generation it would hold up all.
 */
final class StreamIds {
    private static final int CONVEYOR = 0;
    private static final int MESH = Ring.MAX_SIZE;
    private static final int MESSAGES = 2 * Ring.MAX_SIZE;
    private static final int LINES = 3 * Ring.MAX_SIZE;
    private static final int PER_GENERATION = 4 * Ring.MAX_SIZE;
    private static final int LINES_WITHIN = Ring.MAX_SIZE * Ring.MAX_SIZE; // of a generation

    private StreamIds() {}

    /** From the rank to its successor. */
    static int conveyor(Ring ring, int rank) {
        return ring.generation() * PER_GENERATION + CONVEYOR + rank;
    }

    /** Whether it is one of those, of any generation. */
    static boolean isConveyor(int streamId) {
        return streamId >= 0 && streamId % PER_GENERATION < MESH;
    }

    /** From the rank to all others. */
    static int mesh(Ring ring, int rank) {
        return ring.generation() * PER_GENERATION + MESH + rank;
    }

    /** From the rank to all others, beside the collectives. */
    static int messages(Ring ring, int rank) {
        return ring.generation() * PER_GENERATION + MESSAGES + rank;
    }

    /** From the rank to one on another host: who it is for, the port says. */
    static int lineBetween(Ring ring, int fromRank) {
        return ring.generation() * PER_GENERATION + LINES + fromRank;
    }

    /** From a rank to another one of its host: below zero, where no other ids are, and anew after two thousand generations. */
    static int lineWithin(Ring ring, int fromRank, int toRank) {
        int turn = ring.generation() % (Integer.MAX_VALUE / LINES_WITHIN);
        return -1 - (turn * LINES_WITHIN + fromRank * Ring.MAX_SIZE + toRank);
    }
}
