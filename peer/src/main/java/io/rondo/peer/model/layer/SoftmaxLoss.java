package io.rondo.peer.model.layer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Softmax cross-entropy of scores {@code [count][classes]}, in double precision and in a fixed order, so that the bits
 * do not depend on whether the code runs interpreted or compiled.
 */
public final class SoftmaxLoss {
    private final double[] exponentials;

    public SoftmaxLoss(int classes) {
        this.exponentials = new double[classes];
    }

    /** The sum over the samples of {@code -log(softmax(scores)[label])}. */
    public double loss(MemorySegment scores, int[] labels, int count) {
        double loss = 0;
        for (int sample = 0; sample < count; sample++) {
            loss += lossOfRow(scores, (long) sample * exponentials.length, labels[sample]);
        }
        return loss;
    }

    /** The same, and writes {@code softmax(scores) - onehot(label)} of each sample to {@code scoreGradient}. */
    public double lossAndGradient(MemorySegment scores, int[] labels, int count, MemorySegment scoreGradient) {
        int classes = exponentials.length;
        double loss = 0;
        for (int sample = 0; sample < count; sample++) {
            long row = (long) sample * classes;
            int label = labels[sample];
            loss += lossOfRow(scores, row, label);
            double scale = 1 / sum();
            for (int c = 0; c < classes; c++) {
                double probability = exponentials[c] * scale;
                float gradient = (float) (c == label ? probability - 1 : probability);
                scoreGradient.set(ValueLayout.JAVA_FLOAT, (row + c) << 2, gradient);
            }
        }
        return loss;
    }

    /** Leaves {@code exp(score - largest)} of each class in {@code exponentials}. */
    private double lossOfRow(MemorySegment scores, long row, int label) {
        float largest = score(scores, row);
        for (int c = 1; c < exponentials.length; c++) {
            largest = Math.max(largest, score(scores, row + c));
        }
        for (int c = 0; c < exponentials.length; c++) {
            exponentials[c] = Exponential.of((double) score(scores, row + c) - largest);
        }
        return StrictMath.log(sum()) - ((double) score(scores, row + label) - largest);
    }

    private double sum() {
        double sum = 0;
        for (double exponential : exponentials) {
            sum += exponential;
        }
        return sum;
    }

    private static float score(MemorySegment scores, long index) {
        return scores.get(ValueLayout.JAVA_FLOAT, index << 2);
    }
}
