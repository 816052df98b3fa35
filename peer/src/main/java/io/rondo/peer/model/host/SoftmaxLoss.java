package io.rondo.peer.model.host;

import java.lang.foreign.MemorySegment;

/**
 * Softmax cross-entropy of scores {@code [count][classes]}, in double precision and in a fixed order, so that the bits
 * do not depend on whether the code runs interpreted or compiled.
 */
final class SoftmaxLoss {
    private final double[] exponentials;

    SoftmaxLoss(int classes) {
        this.exponentials = new double[classes];
    }

    /**
     * Writes {@code softmax(scores) - onehot(label)} for each sample and returns the sum of
     * {@code -log(softmax(scores)[label])}.
     */
    double gradient(MemorySegment scores, int[] labels, int count, MemorySegment scoreGradient) {
        int classes = exponentials.length;
        double loss = 0;
        for (int sample = 0; sample < count; sample++) {
            long row = (long) sample * classes;
            float largest = Values.get(scores, row);
            for (int c = 1; c < classes; c++) {
                largest = Math.max(largest, Values.get(scores, row + c));
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                exponentials[c] = Exponential.of((double) Values.get(scores, row + c) - largest);
                sum += exponentials[c];
            }
            int label = labels[sample];
            for (int c = 0; c < classes; c++) {
                double probability = exponentials[c] / sum;
                Values.set(scoreGradient, row + c, (float) (c == label ? probability - 1 : probability));
            }
            loss += StrictMath.log(sum) - ((double) Values.get(scores, row + label) - largest);
        }
        return loss;
    }
}
