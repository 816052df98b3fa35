package io.rondo.peer.train;

import io.rondo.allreduce.Chunks;
import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.Split;
import io.rondo.peer.data.deal.Deal;
import io.rondo.peer.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Computes a peer's batch in micro-batches and adds their gradients in the all-reduce's canonical order, each
 * micro-batch in the place of a rank: one peer with n micro-batches has the bits of n peers with one each.
 *
 * <p>Equal up to rounding would not do. Where a max-pool's two largest inputs or a rectifier's input lie within rounding,
 * two runs take different sides, and a side changes a LeNet's step by 0.1 to 0.5 %; from then on they part. The
 * alternative, sums that are exact in any order, needs a common grid for all gradients of a step and loses digits.
 *
 * <p>Beyond {@link #MOST} micro-batches they grow instead, for the memory: the chunks that micro-batch j may not yet be
 * added to are kept, half of the gradients for each micro-batch on average. Training thread only.
 */
final class MicroBatches {
    static final int MOST = 16;

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private final DataSource data;
    private final Model model;
    private final Batch batch;
    private final MemorySegment gradients;
    private final Deal deal;
    private final long elements;
    /** Of each chunk that a micro-batch has begun: the sum so far. */
    private final MemorySegment sum;
    /** {@code kept[j]}: micro-batch j's gradients behind its own chunk, where later micro-batches come first. */
    private final MemorySegment[] kept;

    private long computeNs;

    /** @param gradients where the model writes them, and where their sums end up */
    MicroBatches(Trainee trainee, MemorySegment gradients) {
        this.data = trainee.data();
        this.model = trainee.model();
        this.batch = trainee.batch();
        this.gradients = gradients;
        this.deal = deal(trainee.config().training());
        this.elements = trainee.parameterCount();
        Arena arena = Arena.ofAuto();
        int last = deal.ranks() - 1;
        this.sum = arena.allocate(bytes(begin(last)), Float.BYTES);
        this.kept = new MemorySegment[last];
        for (int part = 0; part < last; part++) {
            kept[part] = arena.allocate(bytes(elements - begin(part + 1)), Float.BYTES);
        }
    }

    /** Samples of the largest micro-batch. */
    static int largest(TrainingConfig training) {
        return deal(training).batches().get(0);
    }

    private static Deal deal(TrainingConfig training) {
        int parts = Math.min(MOST, Math.ceilDiv(training.batch(), training.microBatch()));
        return Deal.even(parts, Math.ceilDiv(training.batch(), parts));
    }

    /**
     * Writes the sum of the gradients of {@code order[from .. from + count - 1]}.
     *
     * @return the sum of the losses
     */
    double computeGradients(int[] order, int from, int count) {
        double lossSum = 0;
        computeNs = 0;
        for (int part = 0; part < deal.ranks(); part++) {
            data.read(Split.TRAIN, order, from + deal.start(count, part), deal.count(count, part), batch);
            long beginNs = System.nanoTime();
            lossSum += model.computeGradients(batch);
            if (part < deal.ranks() - 1) {
                put(part);
            } else {
                complete(part);
            }
            computeNs += System.nanoTime() - beginNs;
        }
        return lossSum;
    }

    /** Time of the last {@link #computeGradients} without the reading of samples. */
    long computeNs() {
        return computeNs;
    }

    private void put(int part) {
        long own = begin(part);
        long behind = begin(part + 1);
        add(gradients, 0, sum, own);
        MemorySegment.copy(gradients, bytes(own), sum, bytes(own), bytes(behind - own));
        MemorySegment.copy(gradients, bytes(behind), kept[part], 0, kept[part].byteSize());
    }

    private void complete(int last) {
        add(sum, 0, gradients, begin(last));
        for (int part = 0; part < last; part++) {
            long behind = begin(part + 1);
            add(kept[part], behind, gradients, elements - behind);
        }
    }

    private long begin(int part) {
        return Chunks.begin(elements, deal.ranks(), part);
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
