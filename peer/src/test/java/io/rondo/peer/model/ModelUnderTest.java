package io.rondo.peer.model;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** A model with its flat vectors and a batch of random samples, all in one arena. */
final class ModelUnderTest implements AutoCloseable {
    static final SampleShape GREY_28 = new SampleShape(28, 28, 1, 10);
    static final SampleShape COLOUR_32 = new SampleShape(32, 32, 3, 10);

    final Arena arena = Arena.ofShared();
    final Model model;
    final SampleShape shape;
    final Batch batch;
    final MemorySegment parameters;
    final MemorySegment gradients;

    ModelUnderTest(Model model, SampleShape shape, int largestBatch) {
        this.model = model;
        this.shape = shape;
        model.prepare(shape, largestBatch);
        this.batch = new Batch(shape, largestBatch, arena);
        this.parameters = arena.allocate((long) model.parameterCount() * Float.BYTES, 64);
        this.gradients = arena.allocate((long) model.parameterCount() * Float.BYTES, 64);
        model.bind(parameters, gradients);
        model.initialise(7);
    }

    /** Gaussian features and any labels; a model must not rely on the rest of the buffer, so that is NaN. */
    ModelUnderTest fill(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long values = (long) count * shape.length();
        for (long i = 0; i < (long) batch.capacity() * shape.length(); i++) {
            batch.features()
                    .setAtIndex(ValueLayout.JAVA_FLOAT, i, i < values ? (float) random.nextGaussian() : Float.NaN);
        }
        for (int i = 0; i < count; i++) {
            batch.labels()[i] = random.nextInt(shape.classes());
        }
        batch.count(count);
        return this;
    }

    /** Biases too become random, so that a mistake in them shows. */
    ModelUnderTest shakeParameters(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < model.parameterCount(); i++) {
            float value = parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            parameters.setAtIndex(ValueLayout.JAVA_FLOAT, i, value + 0.05f * (float) random.nextGaussian());
        }
        return this;
    }

    float[] gradientsCopy() {
        return gradients.toArray(ValueLayout.JAVA_FLOAT);
    }

    float[] scores() {
        MemorySegment scores = arena.allocate((long) batch.count() * shape.classes() * Float.BYTES, 64);
        model.computeScores(batch, scores);
        return scores.toArray(ValueLayout.JAVA_FLOAT);
    }

    /**
     * How far two ways to compute that loss may part: a loss is a difference of scores, so it carries their rounding, however
     * small it is itself.
     */
    double lossTolerance(double loss) {
        double largest = Math.abs(loss);
        for (float score : scores()) {
            largest = Math.max(largest, Math.abs(score));
        }
        return 1e-5 * largest;
    }

    /** {@code |a - b| / |b|} over {@code [from, to)}. */
    static double relativeError(float[] a, float[] b, int from, int to) {
        double difference = 0;
        double size = 0;
        for (int i = from; i < to; i++) {
            difference += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
            size += (double) b[i] * b[i];
        }
        return Math.sqrt(difference) / Math.sqrt(size);
    }

    @Override
    public void close() {
        model.close();
        arena.close();
    }
}
