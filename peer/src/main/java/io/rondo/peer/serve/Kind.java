package io.rondo.peer.serve;

/** What a worker asks for, and what servers tell each other. The order is part of the wire format: add at the end only. */
public enum Kind {
    /** Here are gradients; the answer, when the rule allows it, has the parameters. */
    PUSH,
    /** The parameters as they are now. */
    PULL,
    /** The updater's state as it is now. */
    STATE,
    /** Here are values; the answer, when all workers have sent theirs, has all of them. */
    GATHER,
    /** This worker pushes no more: nobody waits for its pushes. */
    RETIRE,
    /** This worker is done with everything. */
    DONE,
    /** From a part's server to its replica: all of it. */
    COPY,
    /** From a replica: it has everything up to this version. */
    HAVE;

    private static final Kind[] KINDS = values();

    /** Whether it changes what is served. */
    boolean changes() {
        return this == PUSH || this == GATHER || this == RETIRE || this == DONE;
    }

    /** Whether a worker sends vectors with it, or is answered with some. */
    boolean hasVectors() {
        return this == PUSH || this == PULL || this == STATE;
    }

    static boolean isKnown(int ordinal) {
        return ordinal >= 0 && ordinal < KINDS.length;
    }

    static Kind of(int ordinal) {
        return KINDS[ordinal];
    }
}
