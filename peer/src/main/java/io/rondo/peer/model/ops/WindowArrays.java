package io.rondo.peer.model.ops;

import java.lang.foreign.MemorySegment;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J arrays over memory that somebody else owns: a mapped window, say. Operations then read and write that memory
 * itself. Only the CPU backend can do this.
 */
public final class WindowArrays {
    private WindowArrays() {}

    /**
     * A vector of all float32 values of {@code memory}, which must be native, outlive the array, and stay referenced by
     * the caller.
     */
    public static INDArray over(MemorySegment memory) {
        long length = memory.byteSize() / Float.BYTES;
        FixedPointer pointer = new FixedPointer(memory.address(), length);
        DataBuffer buffer = Nd4j.createBuffer(pointer, DataType.FLOAT, length, FloatIndexer.create(pointer));
        return Nd4j.create(buffer, new long[] {length});
    }

    /** A pointer to memory that JavaCPP neither allocated nor will free. */
    private static final class FixedPointer extends FloatPointer {
        FixedPointer(long address, long length) {
            this.address = address;
            this.limit = length;
            this.capacity = length;
        }
    }
}
