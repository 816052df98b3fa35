package io.rondo.peer.train;

import io.rondo.allreduce.Stage;

/**
 * A moment of a step.
 *
 * @param what a {@link Stage} of one of its collectives, or a place between them
 * @param hop of the stage, or 0
 */
record Moment(Enum<?> what, int hop) {
    /** Between a step's collectives, in order. */
    enum Place {
        BEFORE_ITS_GRADIENTS,
        IN_THE_MIDDLE_OF_ITS_GRADIENTS,
        BEFORE_IT_CALLS,
        BEFORE_IT_GATHERS,
        AFTER_IT_GATHERED
    }
}
