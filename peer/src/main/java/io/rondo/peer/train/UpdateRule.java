package io.rondo.peer.train;

import org.nd4j.linalg.api.ndarray.INDArray;

/** What an optimizer does with an averaged gradient. */
@FunctionalInterface
interface UpdateRule {
    /** Turns the gradient, {@code [1, parameters]}, into what is to be subtracted from the parameters, in place. */
    void apply(INDArray gradient, long step);
}
