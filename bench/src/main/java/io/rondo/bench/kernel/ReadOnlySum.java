package io.rondo.bench.kernel;

import io.rondo.allreduce.kernel.Memory;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Adds up a buffer of float32, four vectors at a time so that no addition waits for the one before. */
final class ReadOnlySum {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STRIDE = SPECIES.vectorByteSize();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private ReadOnlySum() {}

    /** @param bytes a multiple of four vectors */
    static float of(long address, long bytes) {
        FloatVector first = FloatVector.zero(SPECIES);
        FloatVector second = first;
        FloatVector third = first;
        FloatVector fourth = first;
        for (long at = 0; at < bytes; at += 4L * STRIDE) {
            first = first.add(load(address + at));
            second = second.add(load(address + at + STRIDE));
            third = third.add(load(address + at + 2L * STRIDE));
            fourth = fourth.add(load(address + at + 3L * STRIDE));
        }
        return first.add(second).add(third.add(fourth)).reduceLanes(VectorOperators.ADD);
    }

    private static FloatVector load(long address) {
        return FloatVector.fromMemorySegment(SPECIES, Memory.ALL, address, ORDER);
    }
}
