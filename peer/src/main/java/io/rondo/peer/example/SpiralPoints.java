package io.rondo.peer.example;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.data.Split;
import io.rondo.peer.data.random.SplitMix;
import java.lang.foreign.ValueLayout;

/**
 * A data set of one's own: points in the plane on three arms of a spiral, which is their class. Use it with {@code
 * data.class: io.rondo.peer.example.SpiralPoints}; it needs a public constructor without arguments, and every peer must
 * see the same samples under the same numbers.
 */
public final class SpiralPoints implements DataSource {
    private static final int ARMS = 3;
    private static final int TRAIN_POINTS = 3_000;
    private static final int TEST_POINTS = 600;

    /** A sample is two values, x and y. */
    @Override
    public SampleShape shape() {
        return new SampleShape(1, 2, 1, ARMS);
    }

    @Override
    public int count(Split split) {
        return split == Split.TRAIN ? TRAIN_POINTS : TEST_POINTS;
    }

    @Override
    public void read(Split split, int[] samples, int from, int count, Batch batch) {
        batch.count(count);
        for (int i = 0; i < count; i++) {
            int sample = samples[from + i];
            SplitMix random = SplitMix.of(split.ordinal(), sample);
            int arm = sample % ARMS;
            double outwards = random.between(0, 1);
            double angle = 2 * Math.PI * (arm / (double) ARMS + outwards) + 0.15 * random.bell();
            batch.features().setAtIndex(ValueLayout.JAVA_FLOAT, 2 * i, (float) (outwards * StrictMath.cos(angle)));
            batch.features().setAtIndex(ValueLayout.JAVA_FLOAT, 2 * i + 1, (float) (outwards * StrictMath.sin(angle)));
            batch.labels()[i] = arm;
        }
    }
}
