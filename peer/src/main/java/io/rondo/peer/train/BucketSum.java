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
    private static final int BLOCK = 4096; // elements

    private final MemorySegment gradients;
    private final int parts;
    private final long elements;
    /** Of each chunk that a micro-batch has begun: the sum so far. */
    private final MemorySegment sum;
    /** {@code kept[j]}: micro-batch j's gradients behind its own chunk, where later micro-batches come first. */
    private final MemorySegment[] kept;

    /**
     * @param gradients of the bucket: each micro-batch's in turn
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
        add(sum, 0, gradients, 0, sum, 0, own);
        MemorySegment.copy(gradients, bytes(own), sum, bytes(own), bytes(behind - own));
        MemorySegment.copy(gradients, bytes(behind), kept[part], 0, kept[part].byteSize());
    }

    /**
     * The gradients are those of the last micro-batch: writes the sum of all. Block by block, so that each is in the first
     * cache until all micro-batches are added to it.
     *
     * @param into as long as the gradients, or the gradients themselves
     */
    void write(MemorySegment into) {
        if (parts == 1) {
            MemorySegment.copy(gradients, 0, into, 0, into.byteSize());
            return;
        }
        for (int chunk = 0; chunk < parts; chunk++) {
            long end = begin(chunk + 1);
            for (long at = begin(chunk); at < end; at += BLOCK) {
                writeBlock(chunk, at, Math.min(BLOCK, end - at), into);
            }
        }
    }

    void writeInPlace() {
        if (parts > 1) {
            write(gradients);
        }
    }

    private void writeBlock(int chunk, long at, long length, MemorySegment into) {
        int part = 0;
        if (chunk < parts - 1) {
            add(gradients, at, sum, at, into, at, length);
        } else {
            addKept(part++, gradients, at, length, into);
        }
        while (part < chunk) {
            addKept(part++, into, at, length, into);
        }
    }

    private void addKept(int part, MemorySegment to, long at, long length, MemorySegment into) {
        add(to, at, kept[part], at - begin(part + 1), into, at, length);
    }

    private long begin(int part) {
        return Chunks.begin(elements, parts, part);
    }

    private static long bytes(long values) {
        return values * Float.BYTES;
    }

    /** {@code into[intoAt + i] = a[aAt + i] + b[bAt + i]}. */
    private static void add(
            MemorySegment a, long aAt, MemorySegment b, long bAt, MemorySegment into, long intoAt, long length) {
        long i = 0;
        for (; i <= length - SPECIES.length(); i += SPECIES.length()) {
            vector(a, aAt + i).add(vector(b, bAt + i)).intoMemorySegment(into, bytes(intoAt + i), ORDER);
        }
        for (; i < length; i++) {
            float both = a.getAtIndex(ValueLayout.JAVA_FLOAT, aAt + i) + b.getAtIndex(ValueLayout.JAVA_FLOAT, bAt + i);
            into.setAtIndex(ValueLayout.JAVA_FLOAT, intoAt + i, both);
        }
    }

    private static FloatVector vector(MemorySegment memory, long index) {
        return FloatVector.fromMemorySegment(SPECIES, memory, bytes(index), ORDER);
    }
}
