package io.rondo.peer.model.ops;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One ND4J operation with its arrays and arguments, set up once and run many times: the reused context brings a call
 * from 13 to 3 µs. Keeps its arrays referenced.
 */
final class OpCall implements AutoCloseable {
    private final CustomOp op;
    private final OpContext context;

    private OpCall(String name, INDArray... inputs) {
        op = DynamicCustomOp.builder(name).build();
        context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(inputs);
    }

    static OpCall of(String name, INDArray... inputs) {
        return new OpCall(name, inputs);
    }

    /** The arrays that the operation overwrites. */
    OpCall into(INDArray... outputs) {
        context.setOutputArrays(outputs);
        return this;
    }

    OpCall integers(long... arguments) {
        context.setIArguments(arguments);
        return this;
    }

    OpCall reals(double... arguments) {
        context.setTArguments(arguments);
        return this;
    }

    void run() {
        Nd4j.exec(op, context);
    }

    @Override
    public void close() {
        try {
            context.close();
        } catch (Exception e) {
            throw new IllegalStateException("an operation's context does not close", e);
        }
    }
}
