package io.rondo.hogwild;

/**
 * The two weights by which Hogwild++ mixes models around a directed ring of n peers (Zhang, Hsieh and Akella, ICDM
 * 2016). They follow n, so a change of the ring needs new ones.
 *
 * <p>The token's holder adds {@code beta} times what it has learned to its successor's model, and takes over
 * {@code lambda} of the successor's. {@code beta} is the root of {@code beta^n + beta - 1 = 0} in (0, 1): then a delta
 * that has gone once round the ring counts exactly once at its origin. {@code lambda = 1 - beta^(n-1)}.
 *
 * @param beta weight of a delta that is handed on
 * @param lambda weight of the successor's model in the holder's next one
 */
public record MixingWeights(double beta, double lambda) {
    /** Halvings of the interval (0, 1) until it is narrower than the spacing of doubles in it. */
    private static final int HALVINGS = 60;

    public MixingWeights {
        if (!(beta > 0 && beta < 1 && lambda > 0 && lambda < 1)) {
            throw new IllegalArgumentException("weights outside (0, 1): beta=" + beta + " lambda=" + lambda);
        }
    }

    /** The weights for a ring of {@code size} peers, at least 2. */
    public static MixingWeights forRingOf(int size) {
        if (size < 2) {
            throw new IllegalArgumentException("a ring to mix on has at least 2 peers, got size=" + size);
        }
        double beta = rootOfLoop(size);
        return new MixingWeights(beta, 1 - Math.pow(beta, size - 1));
    }

    /** Bisection: {@code b^n + b - 1} rises from -1 at 0 to 1 at 1, so it has one root there and halving cannot miss it. */
    private static double rootOfLoop(int size) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (Math.pow(middle, size) + middle - 1 < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
