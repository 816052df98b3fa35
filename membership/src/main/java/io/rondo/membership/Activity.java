package io.rondo.membership;

/** What a member says it is doing. The order is part of the wire format: add at the end only. */
public enum Activity {
    /** Loading data and model, not yet on the ring. */
    STARTING,
    /** Busy on its own: a gradient, an evaluation, a checkpoint. */
    COMPUTING,
    /** Inside a collective, waiting for others or passing bytes on. */
    EXCHANGING,
    /** Done, or ending because of an error: it will not be heard again. */
    LEAVING;

    private static final Activity[] VALUES = values();

    static Activity of(int ordinal) {
        return ordinal >= 0 && ordinal < VALUES.length ? VALUES[ordinal] : COMPUTING;
    }
}
