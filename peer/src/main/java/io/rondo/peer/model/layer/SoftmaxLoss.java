package io.rondo.peer.model.layer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Softmax cross-entropy of scores {@code [count][classes]}, in double precision and in a fixed order, so that the bits
 * do not depend on whether the code runs interpreted or compiled. A few rows at a time, so that their exponentials fill
 * whole vectors.
 */
public final class SoftmaxLoss {
    private static final int ROWS = 16;
    /** Products of sums are kept below this, far from overflow, to take one logarithm for many rows. */
    private static final double LARGE = 1e200;

    private final int classes;
    private final float[] scores;
    private final double[] exponentials;
    private final double[] scratch;
    private final double[] sums = new double[ROWS];
    private final float[] gradients;
    /** The loss of the rows so far is {@code log(product) + rest}. */
    private double product;

    private double rest;

    public SoftmaxLoss(int classes) {
        this.classes = classes;
        this.scores = new float[ROWS * classes];
        this.exponentials = new double[ROWS * classes];
        this.scratch = new double[ROWS * classes];
        this.gradients = new float[ROWS * classes];
    }

    /** The sum over the samples of {@code -log(softmax(scores)[label])}. */
    public double loss(MemorySegment scores, int[] labels, int count) {
        return lossAndGradient(scores, labels, count, null);
    }

    /**
     * The same, and writes {@code softmax(scores) - onehot(label)} of each sample to {@code scoreGradient}, unless that
     * is null.
     */
    public double lossAndGradient(MemorySegment from, int[] labels, int count, MemorySegment scoreGradient) {
        product = 1;
        rest = 0;
        for (int first = 0; first < count; first += ROWS) {
            int rows = Math.min(ROWS, count - first);
            long begin = (long) first * classes * Float.BYTES;
            load(from, begin, rows * classes);
            exponentials(rows, labels, first);
            if (scoreGradient != null) {
                gradients(rows, labels, first);
                store(scoreGradient, begin, rows * classes);
            }
        }
        return StrictMath.log(product) + rest;
    }

    /** Leaves {@code exp(score - largest)} in {@code exponentials} and their sums in {@code sums}. */
    private void exponentials(int rows, int[] labels, int first) {
        for (int row = 0; row < rows; row++) {
            int at = row * classes;
            float largest = largest(at);
            for (int i = at; i < at + classes; i++) {
                exponentials[i] = (double) scores[i] - largest;
            }
            rest -= exponentials[at + labels[first + row]];
        }
        Exponential.replace(exponentials, scratch, rows * classes);
        for (int row = 0; row < rows; row++) {
            sums[row] = sum(row * classes);
            product *= sums[row];
            if (product > LARGE) {
                rest += StrictMath.log(product);
                product = 1;
            }
        }
    }

    private void gradients(int rows, int[] labels, int first) {
        for (int row = 0; row < rows; row++) {
            int at = row * classes;
            double scale = 1 / sums[row];
            for (int i = at; i < at + classes; i++) {
                gradients[i] = (float) (exponentials[i] * scale);
            }
            int label = at + labels[first + row];
            gradients[label] = (float) (exponentials[label] * scale - 1);
        }
    }

    /** Value by value: a copy of a segment to an array makes an object until it is compiled. */
    private void load(MemorySegment from, long begin, int length) {
        for (int i = 0; i < length; i++) {
            scores[i] = from.get(ValueLayout.JAVA_FLOAT, begin + (long) i * Float.BYTES);
        }
    }

    private void store(MemorySegment to, long begin, int length) {
        for (int i = 0; i < length; i++) {
            to.set(ValueLayout.JAVA_FLOAT, begin + (long) i * Float.BYTES, gradients[i]);
        }
    }

    private float largest(int at) {
        float largest = scores[at];
        for (int i = at + 1; i < at + classes; i++) {
            largest = Math.max(largest, scores[i]);
        }
        return largest;
    }

    private double sum(int at) {
        double sum = 0;
        for (int i = at; i < at + classes; i++) {
            sum += exponentials[i];
        }
        return sum;
    }
}
