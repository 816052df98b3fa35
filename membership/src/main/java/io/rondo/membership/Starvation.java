package io.rondo.membership;

/**
 * Tells a silent process that the kernel gives no core from one that is stopped or stuck: whoever is on the same host can
 * look. A starved member is not accused and not taken out, for a while.
 */
@FunctionalInterface
public interface Starvation {
    /** Nothing can be known of anybody. */
    Starvation UNKNOWN = id -> false;

    /** A process that got no core for so many budgets is of no use to the others. */
    int MOST_BUDGETS = 10;

    /** Whether the process of the member with this id is on this host and would run if it were let. */
    boolean concerns(int id);
}
