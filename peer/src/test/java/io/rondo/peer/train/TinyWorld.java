package io.rondo.peer.train;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.data.Split;
import io.rondo.peer.model.Model;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A data set of seven classes and a model with one parameter that write down what is asked of them; named in a config as
 * a user's classes are.
 */
public final class TinyWorld {
    static final int TRAIN = 10;
    /** What has happened, in order. */
    static final List<String> CALLS = new ArrayList<>();
    /** The test set: row i is of class i mod 7. */
    static final AtomicReference<float[][]> SCORES = new AtomicReference<>(new float[4][7]);

    private TinyWorld() {}

    /** Each feature of a training sample is its number. */
    public static final class Data implements DataSource {
        private static final SampleShape SHAPE = new SampleShape(1, 7, 1, 7);

        @Override
        public SampleShape shape() {
            return SHAPE;
        }

        @Override
        public int count(Split split) {
            return split == Split.TRAIN ? TRAIN : SCORES.get().length;
        }

        @Override
        public void read(Split split, int[] samples, int from, int count, Batch batch) {
            for (int i = 0; i < count; i++) {
                int sample = samples[from + i];
                batch.labels()[i] = sample % 7;
                for (int c = 0; c < 7; c++) {
                    float feature = split == Split.TRAIN ? sample : SCORES.get()[sample][c];
                    batch.features().setAtIndex(ValueLayout.JAVA_FLOAT, 7L * i + c, feature);
                }
            }
            batch.count(count);
            if (split == Split.TRAIN) {
                CALLS.add("read " + count);
            }
        }

        @Override
        public void close() {
            CALLS.add("data closed");
        }
    }

    /** Its scores are the features. */
    public static final class Echo implements Model {
        @Override
        public void prepare(SampleShape shape, int largestBatch) {
            CALLS.add("prepare");
        }

        @Override
        public int parameterCount() {
            return 1;
        }

        @Override
        public void bind(MemorySegment parameters, MemorySegment gradients) {
            CALLS.add("bind");
        }

        @Override
        public void initialise(long seed) {
            CALLS.add("initialise " + seed);
        }

        @Override
        public double computeGradients(Batch batch) {
            CALLS.add("compute " + batch.count());
            return batch.count();
        }

        @Override
        public void computeScores(Batch batch, MemorySegment scores) {
            MemorySegment.copy(batch.features(), 0, scores, 0, 7L * batch.count() * Float.BYTES);
        }

        @Override
        public void close() {
            CALLS.add("model closed");
        }
    }
}
