package io.rondo.peer.model;

/**
 * Is told, in the middle of a backward pass, which gradients are final, so that their exchange can begin while earlier
 * layers still compute. Called on the training thread; returns soon.
 */
@FunctionalInterface
public interface GradientListener {
    /** For callers who only want the end. */
    GradientListener NONE = (from, to) -> {};

    /**
     * The gradients {@code [from, to)} are final: from now on they are read by others, and not written, not even with
     * the same values, before the next batch.
     *
     * <p>The ranges of one batch adjoin and run from the end of the flat vector to its start: the first one ends at the
     * vector's end, each next one where the one before began, the last one begins at 0.
     *
     * @param from index in the flat vector of the first such gradient
     * @param to index behind the last one
     */
    void onFinal(int from, int to);
}
