package io.rondo.hogwild;

/**
 * The step size of Hogwild++: a peer multiplies it by {@code decay^(1/n)} after each of its epochs, so that n peers
 * together decay once in the time in which each has seen the data once.
 *
 * @param initial step size
 * @param decay of a ring of one an epoch, above 0 and at most 1
 */
public record StepDecay(double initial, double decay) {
    public StepDecay {
        if (!(initial > 0) || !(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException(
                    "initial=" + initial + " must be above 0, decay=" + decay + " in (0, 1]");
        }
    }

    /** The step size of a peer that has done so many epochs, on a ring of so many peers. */
    public double at(int epochs, int ringSize) {
        return initial * Math.pow(decay, (double) epochs / ringSize);
    }
}
