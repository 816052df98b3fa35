package io.rondo.bench.layers;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.Backend;
import io.rondo.peer.model.BuiltInModels;
import io.rondo.peer.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;

/** One model on one backend with a batch of random samples, ready to step. */
final class Contestant implements AutoCloseable {
    private static final long SEED = 1;

    private final Arena arena = Arena.ofShared();
    private final StepClock clock;
    private final Model model;
    private final Batch batch;

    Contestant(String modelName, SampleShape shape, int batchSize, Backend backend, StepClock clock) {
        this.clock = clock;
        model = BuiltInModels.create(modelName, List.of(), backend);
        model.prepare(shape, batchSize);
        model.bind(vector(model.parameterCount()), vector(model.parameterCount()));
        model.initialise(SEED);
        batch = new Batch(shape, batchSize, arena);
        batch.count(batchSize);
        SplittableRandom random = new SplittableRandom(SEED);
        for (long i = 0; i < (long) batchSize * shape.length(); i++) {
            batch.features().setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        for (int i = 0; i < batchSize; i++) {
            batch.labels()[i] = random.nextInt(shape.classes());
        }
    }

    private MemorySegment vector(int length) {
        return arena.allocate((long) length * Float.BYTES, 64);
    }

    /** Forward and backward, {@code times.length} times; the time of each, in nanoseconds. */
    void step(long[] timesNs) {
        for (int i = 0; i < timesNs.length; i++) {
            long beginNs = clock.nowNs();
            model.computeGradients(batch);
            timesNs[i] = clock.nowNs() - beginNs;
        }
    }

    @Override
    public void close() {
        model.close();
        arena.close();
    }
}
