package io.rondo.allreduce;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link FloatKernels} with the Vector API. One segment over all of memory serves every address: making one per call
 * would allocate, and the JIT compiles both to the same loop.
 */
final class VectorKernels implements FloatKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final MemorySegment MEMORY = Memory.ALL;

    @Override
    public void add(long aAddress, long bAddress, long targetAddress, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            long at = (long) i * Float.BYTES;
            load(aAddress + at).add(load(bAddress + at)).intoMemorySegment(MEMORY, targetAddress + at, ORDER);
        }
        for (; i < count; i++) {
            long at = (long) i * Float.BYTES;
            Memory.set(targetAddress + at, Memory.get(aAddress + at) + Memory.get(bAddress + at));
        }
    }

    @Override
    public void addAndDivide(long aAddress, long bAddress, float divisor, long targetAddress, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            long at = (long) i * Float.BYTES;
            load(aAddress + at)
                    .add(load(bAddress + at))
                    .div(divisor)
                    .intoMemorySegment(MEMORY, targetAddress + at, ORDER);
        }
        for (; i < count; i++) {
            long at = (long) i * Float.BYTES;
            Memory.set(targetAddress + at, (Memory.get(aAddress + at) + Memory.get(bAddress + at)) / divisor);
        }
    }

    @Override
    public void divide(long aAddress, float divisor, long targetAddress, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            long at = (long) i * Float.BYTES;
            load(aAddress + at).div(divisor).intoMemorySegment(MEMORY, targetAddress + at, ORDER);
        }
        for (; i < count; i++) {
            long at = (long) i * Float.BYTES;
            Memory.set(targetAddress + at, Memory.get(aAddress + at) / divisor);
        }
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, MEMORY, address, ORDER);
    }
}
