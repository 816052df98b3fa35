package io.rondo.peer.train;

import io.rondo.allreduce.Chunks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Adds the micro-batches' gradients of one bucket in the all-reduce's canonical order, each micro-batch in the place of a
 * rank: chunk c begins with micro-batch c.
 *
 * <p>What micro-batch j may not yet be added to is kept, half of the gradients for each one on average. Training thread
 * only; nothing is allocated after the constructor.
 */
final class BucketSum {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private final MemorySegment gradients;
    private final int parts;
    private final long elements;
    /** Of each chunk that a micro-batch has begun: the sum so far. */
    private final MemorySegment sum;
    /** {@code kept[j]}: micro-batch j's gradients behind its own chunk, where later micro-batches come first. */
    private final MemorySegment[] kept;

    /**
     * @param gradients of the bucket: each micro-batch's in turn, and in the end their sum
     * @param parts number of micro-batches
     */
    BucketSum(MemorySegment gradients, int parts) {
        this.gradients = gradients;
        this.parts = parts;
        this.elements = gradients.byteSize() / Float.BYTES;
        Arena arena = Arena.ofAuto();
        int last = parts - 1;
        this.sum = arena.allocate(bytes(begin(last)), Float.BYTES);
        this.kept = new MemorySegment[last];
        for (int part = 0; part < last; part++) {
            kept[part] = arena.allocate(bytes(elements - begin(part + 1)), Float.BYTES);
        }
    }

    /** The gradients are those of this micro-batch, which is not the last. */
    void put(int part) {
        long own = begin(part);
        long behind = begin(part + 1);
        add(gradients, 0, sum, own);
        MemorySegment.copy(gradients, bytes(own), sum, bytes(own), bytes(behind - own));
        MemorySegment.copy(gradients, bytes(behind), kept[part], 0, kept[part].byteSize());
    }

    /** The gradients are those of the last micro-batch: they become the sum of all. */
    void complete() {
        int last = parts - 1;
        add(sum, 0, gradients, begin(last));
        for (int part = 0; part < last; part++) {
            long behind = begin(part + 1);
            add(kept[part], behind, gradients, elements - behind);
        }
    }

    private long begin(int part) {
        return Chunks.begin(elements, parts, part);
    }

    private static long bytes(long values) {
        return values * Float.BYTES;
    }

    /** {@code to[at + i] += from[i]}. */
    private static void add(MemorySegment from, long at, MemorySegment to, long length) {
        long i = 0;
        for (; i <= length - SPECIES.length(); i += SPECIES.length()) {
            vector(to, at + i).add(vector(from, i)).intoMemorySegment(to, bytes(at + i), ORDER);
        }
        for (; i < length; i++) {
            float both = to.getAtIndex(ValueLayout.JAVA_FLOAT, at + i) + from.getAtIndex(ValueLayout.JAVA_FLOAT, i);
            to.setAtIndex(ValueLayout.JAVA_FLOAT, at + i, both);
        }
    }

    private static FloatVector vector(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(SPECIES, memory, bytes(index), ORDER);
    }
}
