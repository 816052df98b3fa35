package io.rondo.peer.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.data.random.SplitMix;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The digits are neither a toy nor a riddle: a linear model gets most of them, and not nearly all. */
class DifficultyTest {
    private static final int TRAIN = 12_000;
    private static final int TEST = 2_000;
    private static final int PIXELS = Digits.SIDE * Digits.SIDE;
    private static final int CLASSES = Digits.CLASSES;
    private static final int EPOCHS = 10;
    private static final float RATE = 0.01f;

    private final float[] weights = new float[CLASSES * (PIXELS + 1)];
    private final float[] scores = new float[CLASSES];
    private final byte[] image = new byte[PIXELS];
    private final float[][] images = new float[TRAIN + TEST][PIXELS];
    private final int[] labels = new int[TRAIN + TEST];

    @Test
    void shouldLeaveLogisticRegressionBetween80And93Percent() {
        drawAll();
        int[] order = IntStream.range(0, TRAIN).toArray();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            new SplitMix(epoch).shuffle(order, 0, TRAIN);
            for (int sample : order) {
                learn(images[sample], labels[sample]);
            }
        }

        int right = 0;
        for (int i = TRAIN; i < TRAIN + TEST; i++) {
            right += guess(images[i]) == labels[i] ? 1 : 0;
        }
        assertThat((double) right / TEST).isBetween(0.80, 0.93);
    }

    private void drawAll() {
        Digits digits = new Digits();
        for (int i = 0; i < TRAIN + TEST; i++) {
            labels[i] = digits.draw(i, image);
            for (int p = 0; p < PIXELS; p++) {
                images[i][p] = (image[p] & 0xFF) / 255f;
            }
        }
    }

    /** One step of stochastic gradient descent on the cross entropy of the softmax. */
    private void learn(float[] pixels, int label) {
        score(pixels);
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            sum += Math.exp(scores[c]);
        }
        for (int c = 0; c < CLASSES; c++) {
            float slope = (float) (Math.exp(scores[c]) / sum) - (c == label ? 1 : 0);
            int row = c * (PIXELS + 1);
            for (int p = 0; p < PIXELS; p++) {
                weights[row + p] -= RATE * slope * pixels[p];
            }
            weights[row + PIXELS] -= RATE * slope;
        }
    }

    private int guess(float[] pixels) {
        score(pixels);
        int best = 0;
        for (int c = 1; c < CLASSES; c++) {
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    private void score(float[] pixels) {
        for (int c = 0; c < CLASSES; c++) {
            int row = c * (PIXELS + 1);
            float score = weights[row + PIXELS];
            for (int p = 0; p < PIXELS; p++) {
                score += weights[row + p] * pixels[p];
            }
            scores[c] = score;
        }
    }
}
