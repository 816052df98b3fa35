package io.rondo.peer.simulation;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.SampleShape;
import io.rondo.peer.model.Model;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Named in the config as a user's model is. To compute takes virtual time. */
public final class SimulatedModel implements Model {
    private MemorySegment parameters;
    private MemorySegment gradients;

    @Override
    public void prepare(SampleShape shape, int largestBatch) {}

    @Override
    public int parameterCount() {
        return Arithmetic.PARAMETERS;
    }

    @Override
    public void bind(MemorySegment newParameters, MemorySegment newGradients) {
        parameters = newParameters;
        gradients = newGradients;
    }

    @Override
    public void initialise(long seed) {
        for (int i = 0; i < Arithmetic.PARAMETERS; i++) {
            parameters.setAtIndex(ValueLayout.JAVA_FLOAT, i, Arithmetic.firstParameter(i));
        }
    }

    @Override
    public double computeGradients(Batch batch) {
        SimulatedPeer peer = SimulatedPeer.current();
        peer.compute(peer.world().computeNs());
        boolean isCut = peer.world().flaw() == Flaw.A_SAMPLE_IS_LEFT_OUT && batch.count() > 1;
        int count = isCut ? batch.count() - 1 : batch.count();
        double loss = 0;
        for (int i = 0; i < Arithmetic.PARAMETERS; i++) {
            int parameter = (int) parameters.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            int sum = 0;
            for (int row = 0; row < count; row++) {
                sum += Arithmetic.gradient(batch.labels()[row], i, parameter);
            }
            gradients.setAtIndex(ValueLayout.JAVA_FLOAT, i, sum);
        }
        for (int row = 0; row < batch.count(); row++) {
            loss += Arithmetic.loss(batch.labels()[row]);
        }
        return loss;
    }

    @Override
    public void computeScores(Batch batch, MemorySegment scores) {
        for (int i = 0; i < 2 * batch.count(); i++) {
            scores.setAtIndex(ValueLayout.JAVA_FLOAT, i, i % 2);
        }
    }

    @Override
    public void close() {}
}
