package io.rondo.peer.train;

import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.model.ops.WindowArrays;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An optimizer on the flat parameter vector: average, clip by global norm, weight decay, then the rule of the optimizer's
 * name. Its state
 * is one flat vector too, so that a checkpoint holds it whole. The gradient that is handed in stays as it is.
 */
public final class FlatUpdater implements Updater, AutoCloseable {
    private static final int ALIGNMENT_BYTES = 64;

    private final Arena arena = Arena.ofShared();
    private final INDArray parameters;
    private final MemorySegment updateMemory;
    private final INDArray update;
    private final MemorySegment stateMemory;
    private final UpdateRule rule;
    private final double clipNorm;
    private final double weightDecay;

    /** @param parameters the flat vector, float32, updated in place by every {@link #apply} */
    public FlatUpdater(TrainingConfig training, LearningRate rate, MemorySegment parameters) {
        long bytes = parameters.byteSize();
        long stateLength = Optimizers.stateLength(training.optimizer(), bytes / Float.BYTES);
        this.parameters = row(parameters);
        this.updateMemory = arena.allocate(bytes, ALIGNMENT_BYTES);
        this.update = row(updateMemory);
        this.stateMemory = arena.allocate(stateLength * Float.BYTES, ALIGNMENT_BYTES);
        this.rule = Optimizers.open(training.optimizer(), rate, stateLength == 0 ? null : row(stateMemory));
        this.clipNorm = training.clipNorm();
        this.weightDecay = training.weightDecay();
    }

    /** Length of the state that it would keep for so many parameters. */
    public static long stateBytes(TrainingConfig training, long parameters) {
        return Optimizers.stateLength(training.optimizer(), parameters) * Float.BYTES;
    }

    private static INDArray row(MemorySegment memory) {
        return WindowArrays.over(memory).reshape(1, memory.byteSize() / Float.BYTES);
    }

    @Override
    public void apply(MemorySegment gradient, long divisor, long step) {
        MemorySegment.copy(gradient, 0, updateMemory, 0, gradient.byteSize());
        if (divisor != 1) {
            update.divi(divisor);
        }
        if (clipNorm > 0) {
            double norm = update.norm2Number().doubleValue();
            if (norm > clipNorm) {
                update.muli(clipNorm / norm);
            }
        }
        if (weightDecay > 0) {
            update.addi(parameters.mul(weightDecay));
        }
        rule.apply(update, step);
        parameters.subi(update);
    }

    @Override
    public MemorySegment state() {
        return stateMemory;
    }

    @Override
    public void close() {
        arena.close();
    }
}
