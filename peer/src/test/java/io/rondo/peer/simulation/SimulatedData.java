package io.rondo.peer.simulation;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.data.Split;

/** Named in the config as a user's data is: samples that are nothing but their numbers, given as labels. */
public final class SimulatedData implements DataSource {
    private static final SampleShape SHAPE = new SampleShape(1, 1, 1, 2);
    private static final int TEST_SAMPLES = 5;

    @Override
    public SampleShape shape() {
        return SHAPE;
    }

    @Override
    public int count(Split split) {
        return split == Split.TRAIN ? Arithmetic.SAMPLES : TEST_SAMPLES;
    }

    @Override
    public void read(Split split, int[] samples, int from, int count, Batch batch) {
        for (int i = 0; i < count; i++) {
            batch.labels()[i] = split == Split.TRAIN ? samples[from + i] : samples[from + i] % 2;
        }
        batch.count(count);
    }
}
