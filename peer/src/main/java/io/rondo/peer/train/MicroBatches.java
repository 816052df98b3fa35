package io.rondo.peer.train;

import io.rondo.peer.config.TrainingConfig;
import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.Split;
import io.rondo.peer.data.deal.Deal;
import io.rondo.peer.model.Model;
import java.lang.foreign.MemorySegment;

/**
 * Computes a peer's batch in micro-batches and adds their gradients in the all-reduce's canonical order, each
 * micro-batch in the place of a rank ({@link BucketSum}): one peer with n micro-batches has the bits of n peers with one
 * each. A bucket is complete, and told of, when the last micro-batch's backward pass has left it.
 *
 * <p>Equal up to rounding would not do. Where a max-pool's two largest inputs or a rectifier's input lie within rounding,
 * two runs take different sides, and a side changes a LeNet's step by 0.1 to 0.5 %; from then on they part. The
 * alternative, sums that are exact in any order, needs a common grid for all gradients of a step and loses digits.
 *
 * <p>Beyond {@link #MOST} micro-batches they grow instead, for the memory. Training thread only.
 */
final class MicroBatches implements GradientSums {
    static final int MOST = 16;

    private final DataSource data;
    private final Model model;
    private final Batch batch;
    private final Deal deal;
    private final BucketSum[] sums;
    private final FinalBuckets finalBuckets;
    private long computeNs;

    /** Is told the number of each bucket once a batch, when its sums can be had. */
    @FunctionalInterface
    interface FinalSums {
        void onFinal(int bucket, GradientSums sums);
    }

    /** @param gradients where the model writes them */
    MicroBatches(Trainee trainee, MemorySegment gradients, FinalSums onFinal) {
        this.data = trainee.data();
        this.model = trainee.model();
        this.batch = trainee.batch();
        this.deal = deal(trainee.config().training());
        MemorySegment[] buckets = trainee.buckets().slices(gradients);
        this.sums = new BucketSum[buckets.length];
        for (int bucket = 0; bucket < sums.length; bucket++) {
            sums[bucket] = new BucketSum(buckets[bucket], deal.ranks());
        }
        this.finalBuckets = new FinalBuckets(trainee.buckets(), bucket -> onFinal.onFinal(bucket, this));
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
     * Computes the gradients of {@code order[from .. from + count - 1]}; their sums can be had then.
     *
     * @return the sum of the losses
     */
    double computeGradients(int[] order, int from, int count) {
        double lossSum = 0;
        computeNs = 0;
        for (int part = 0; part < deal.ranks(); part++) {
            synchronized (data) { // other threads of this peer may read as well, each into its own batch
                data.read(Split.TRAIN, order, from + deal.start(count, part), deal.count(count, part), batch);
            }
            long beginNs = System.nanoTime();
            lossSum += part < deal.ranks() - 1 ? computePart(part) : computeLast();
            computeNs += System.nanoTime() - beginNs;
        }
        return lossSum;
    }

    private double computePart(int part) {
        double lossSum = model.computeGradients(batch);
        for (BucketSum sum : sums) {
            sum.put(part);
        }
        return lossSum;
    }

    private double computeLast() {
        finalBuckets.begin();
        double lossSum = model.computeGradients(batch, finalBuckets);
        finalBuckets.requireAll();
        return lossSum;
    }

    @Override
    public void write(int bucket, MemorySegment into) {
        sums[bucket].write(into);
    }

    @Override
    public void writeInPlace(int bucket) {
        sums[bucket].writeInPlace();
    }

    /** Time of the last {@link #computeGradients} without the reading of samples. */
    long computeNs() {
        return computeNs;
    }
}
