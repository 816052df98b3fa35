package io.rondo.hogwild.sparse;

import io.rondo.hogwild.GradientSource;
import io.rondo.hogwild.SharedParameters;
import java.util.SplittableRandom;

/**
 * Updates of a linear model from randomly drawn examples, as Hogwild!'s authors have them: with the example's pull p,
 *
 * <pre>
 *   w   += gamma * p * y * x
 *   w_j *= 1 - gamma * mu / degree_j      for each non-zero j of x, p or not
 * </pre>
 *
 * <p>The regularisation's gradient is spread over the rows that have a feature, so that an update touches none that its
 * example has not. One thread.
 */
public final class SparseSource implements GradientSource {
    private final SparseExamples examples;
    private final LinearLoss loss;
    private final double mu;
    private final long seed;
    /** Written at every update: made by the thread that uses it, so that it lies in no cache line that another thread reads. */
    private SplittableRandom random;

    /**
     * @param mu strength of the regularisation {@code mu/2 * |w|^2} over all examples together, 0 or more
     * @param seed another one for each thread
     */
    public SparseSource(SparseExamples examples, LinearLoss loss, double mu, long seed) {
        this.examples = examples;
        this.loss = loss;
        this.mu = mu;
        this.seed = seed;
    }

    @Override
    public void update(SharedParameters parameters, double stepSize) {
        if (random == null) {
            random = new SplittableRandom(seed);
        }
        int row = random.nextInt(examples.count());
        int label = examples.label(row);
        double pull = loss.pull(label * score(examples, parameters, row));
        float along = (float) (stepSize * pull * label);
        double shrinking = stepSize * mu;
        for (int pair = examples.from(row), end = examples.to(row); pair < end; pair++) {
            int index = examples.index(pair);
            float moved = parameters.get(index) + along * examples.value(pair);
            parameters.set(index, (float) (moved * (1 - shrinking / examples.degree(index))));
        }
    }

    private static double score(SparseExamples examples, SharedParameters parameters, int row) {
        double score = 0;
        for (int pair = examples.from(row), end = examples.to(row); pair < end; pair++) {
            score += parameters.get(examples.index(pair)) * examples.value(pair);
        }
        return score;
    }

    /** The mean loss over all examples, without the regularisation. */
    public static double meanLoss(SparseExamples examples, LinearLoss loss, SharedParameters parameters) {
        double sum = 0;
        for (int row = 0; row < examples.count(); row++) {
            sum += loss.loss(examples.label(row) * score(examples, parameters, row));
        }
        return sum / examples.count();
    }
}
