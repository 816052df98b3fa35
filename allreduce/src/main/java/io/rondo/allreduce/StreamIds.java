package io.rondo.allreduce;

/** Aeron's stream ids on a host's data driver: every generation and rank has its own. */
final class StreamIds {
    private static final int CONVEYOR = 0;
    private static final int MESH = Ring.MAX_SIZE;
    private static final int MESSAGES = 2 * Ring.MAX_SIZE;
    private static final int PER_GENERATION = 3 * Ring.MAX_SIZE;

    private StreamIds() {}

    /** From the rank to its successor. */
    static int conveyor(Ring ring, int rank) {
        return ring.generation() * PER_GENERATION + CONVEYOR + rank;
    }

    /** Whether it is one of those, of any generation. */
    static boolean isConveyor(int streamId) {
        return Math.floorMod(streamId, PER_GENERATION) < MESH;
    }

    /** From the rank to all others. */
    static int mesh(Ring ring, int rank) {
        return ring.generation() * PER_GENERATION + MESH + rank;
    }

    /** From the rank to all others, beside the collectives. */
    static int messages(Ring ring, int rank) {
        return ring.generation() * PER_GENERATION + MESSAGES + rank;
    }
}
