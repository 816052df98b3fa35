package io.rondo.hogwild;

/**
 * What one worker thread learns from: it chooses examples, computes their gradient from the shared parameters as they are,
 * and changes those components that the gradient touches. Each thread has its own.
 */
@FunctionalInterface
public interface GradientSource {
    /**
     * One update.
     *
     * @param stepSize of this update
     */
    void update(SharedParameters parameters, double stepSize);
}
