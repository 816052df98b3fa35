package io.rondo.hogwild.sparse;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Sparse examples drawn from a seed. A hidden linear model labels them, so that there is something to learn, and a tenth of
 * the labels are wrong, so that there is a loss to end with.
 *
 * @param examples rows
 * @param features how many there are
 * @param perExample features that a row has
 * @param skew 0: all features are as frequent; the larger, the more rows share the first ones
 */
public record GeneratedExamples(int examples, int features, int perExample, double skew, long seed) {
    private static final double WRONG_LABELS = 0.1;

    public GeneratedExamples {
        if (examples < 1 || perExample < 1 || features < perExample || !(skew >= 0)) {
            throw new IllegalArgumentException("examples=" + examples + " features=" + features + " perExample="
                    + perExample + " skew=" + skew + ": at least 1 example with 1 feature, no more features in an"
                    + " example than there are, and a skew of 0 or more");
        }
    }

    /** Draws them: the same numbers for the same settings. */
    public SparseExamples draw() {
        SplittableRandom random = new SplittableRandom(seed);
        float[] hidden = new float[features];
        for (int i = 0; i < features; i++) {
            hidden[i] = (float) random.nextDouble(-1, 1);
        }
        SparseExamples.Builder rows = new SparseExamples.Builder();
        int[] indices = new int[perExample];
        float norm = (float) (1 / Math.sqrt(perExample));
        for (int row = 0; row < examples; row++) {
            drawIndices(random, indices);
            double score = 0;
            for (int index : indices) {
                float value = random.nextBoolean() ? norm : -norm;
                rows.add(index, value);
                score += hidden[index] * value;
            }
            boolean isWrong = random.nextDouble() < WRONG_LABELS;
            rows.endRow(score > 0 != isWrong ? 1 : -1);
        }
        return rows.build(features);
    }

    /** Different ones, rising. */
    private void drawIndices(SplittableRandom random, int[] indices) {
        if (perExample == features) {
            Arrays.setAll(indices, i -> i);
            return;
        }
        for (int i = 0; i < indices.length; ) {
            int drawn = (int) (features * Math.pow(random.nextDouble(), 1 + skew));
            boolean isNew = true;
            for (int j = 0; j < i; j++) {
                isNew &= indices[j] != drawn;
            }
            if (isNew) {
                indices[i++] = drawn;
            }
        }
        Arrays.sort(indices);
    }
}
