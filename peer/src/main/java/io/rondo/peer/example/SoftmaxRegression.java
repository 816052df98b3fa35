package io.rondo.peer.example;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.Model;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A whole model in plain Java: {@code scores = features * weights + biases}, softmax cross-entropy. Train it with
 *
 * <pre>
 *   rondo train --classpath my.jar --set model.class=io.rondo.peer.example.SoftmaxRegression
 * </pre>
 *
 * Parameters are {@code weights[inputs][classes]}, then {@code biases[classes]}; gradients lie at the same places.
 */
public final class SoftmaxRegression implements Model {
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

    private int inputs;
    private int classes;
    private float[] scores;
    private MemorySegment parameters;
    private MemorySegment gradients;

    @Override
    public void prepare(SampleShape shape, int largestBatch) {
        inputs = shape.length();
        classes = shape.classes();
        scores = new float[classes];
    }

    @Override
    public int parameterCount() {
        return (inputs + 1) * classes;
    }

    @Override
    public void bind(MemorySegment newParameters, MemorySegment newGradients) {
        parameters = newParameters;
        gradients = newGradients;
    }

    /** Zeros are a fine start for a convex loss. */
    @Override
    public void initialise(long seed) {
        parameters.fill((byte) 0);
    }

    @Override
    public double computeGradients(Batch batch) {
        gradients.fill((byte) 0);
        double loss = 0;
        for (int sample = 0; sample < batch.count(); sample++) {
            score(batch, sample);
            float largest = largestScore();
            double sum = 0;
            for (float score : scores) {
                sum += StrictMath.exp(score - largest); // StrictMath: the same bits on every peer
            }
            int label = batch.labels()[sample];
            loss += StrictMath.log(sum) + largest - scores[label];
            for (int c = 0; c < classes; c++) {
                double probability = StrictMath.exp(scores[c] - largest) / sum;
                addGradient(batch, sample, c, (float) (c == label ? probability - 1 : probability));
            }
        }
        return loss;
    }

    @Override
    public void computeScores(Batch batch, MemorySegment result) {
        for (int sample = 0; sample < batch.count(); sample++) {
            score(batch, sample);
            MemorySegment.copy(scores, 0, result, FLOAT, (long) sample * classes * Float.BYTES, classes);
        }
    }

    private void score(Batch batch, int sample) {
        for (int c = 0; c < classes; c++) {
            float score = parameters.getAtIndex(FLOAT, (long) inputs * classes + c);
            for (int i = 0; i < inputs; i++) {
                score += feature(batch, sample, i) * parameters.getAtIndex(FLOAT, (long) i * classes + c);
            }
            scores[c] = score;
        }
    }

    private float largestScore() {
        float largest = scores[0];
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        return largest;
    }

    private void addGradient(Batch batch, int sample, int c, float scoreGradient) {
        for (int i = 0; i <= inputs; i++) {
            float input = i == inputs ? 1 : feature(batch, sample, i);
            long at = (long) i * classes + c;
            gradients.setAtIndex(FLOAT, at, gradients.getAtIndex(FLOAT, at) + scoreGradient * input);
        }
    }

    private float feature(Batch batch, int sample, int i) {
        return batch.features().getAtIndex(FLOAT, (long) sample * inputs + i);
    }

    @Override
    public void close() {}
}
