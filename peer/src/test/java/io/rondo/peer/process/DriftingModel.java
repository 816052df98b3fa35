package io.rondo.peer.process;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.Model;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A user's model of one weight a pixel that writes into its own parameters, but on peer 2 only, in its fifth step. */
public final class DriftingModel implements Model {
    private static final int WRONG_STEP = 5;

    private SampleShape shape;
    private MemorySegment parameters;
    private MemorySegment gradients;
    private int steps;

    @Override
    public void prepare(SampleShape newShape, int largestBatch) {
        shape = newShape;
    }

    @Override
    public int parameterCount() {
        return shape.length();
    }

    @Override
    public void bind(MemorySegment newParameters, MemorySegment newGradients) {
        parameters = newParameters;
        gradients = newGradients;
    }

    @Override
    public void initialise(long seed) {
        parameters.fill((byte) 0);
    }

    @Override
    public double computeGradients(Batch batch) {
        for (int i = 0; i < shape.length(); i++) {
            gradients.setAtIndex(ValueLayout.JAVA_FLOAT, i, batch.count());
        }
        steps++;
        if (steps == WRONG_STEP && System.getProperty("sun.java.command").contains("--id 2 ")) {
            parameters.setAtIndex(ValueLayout.JAVA_FLOAT, 7, 1e-3f);
        }
        return batch.count();
    }

    @Override
    public void computeScores(Batch batch, MemorySegment scores) {
        scores.asSlice(0, (long) batch.count() * shape.classes() * Float.BYTES).fill((byte) 0);
    }

    @Override
    public void close() {
        parameters = null;
    }
}
