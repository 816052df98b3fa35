package io.rondo.peer.train;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What one of the threads that train a peer in mode gossip has for itself: model, gradients, updater. The parameters are the
 * peer's: all its threads and the gossip thread change them without a lock ({@link io.rondo.hogwild.SharedParameters} says
 * what that means). One thread.
 */
public final class GossipWorker implements AutoCloseable {
    private static final int ALIGNMENT_BYTES = 64;
    private static final long CORRECTED_STEPS = 100;

    private final Arena arena = Arena.ofShared();
    private final Trainee trainee;
    private final FlatUpdater updater;
    private final MemorySegment gradients;
    private final MicroBatches batches;
    private long steps;

    /**
     * @param trainee the peer's, or one beside it
     * @param rate as everywhere in the run
     */
    public GossipWorker(Trainee trainee, LearningRate rate) {
        this.trainee = trainee;
        this.updater = new FlatUpdater(trainee.config().training(), rate, trainee.parameters());
        this.gradients = arena.allocate(trainee.parameters().byteSize(), ALIGNMENT_BYTES);
        this.batches = new MicroBatches(trainee, gradients, (bucket, sums) -> sums.writeInPlace(bucket));
        trainee.bind(gradients);
    }

    /**
     * Computes the gradients of these samples at the parameters as they are meanwhile.
     *
     * @return the sum of the losses
     */
    double compute(int[] samples) {
        return batches.computeGradients(samples, 0, samples.length);
    }

    /**
     * Puts them into the parameters.
     *
     * @param runStep where all peers together are, for the schedule of the learning rate: a fast peer's own steps would be at
     *     its end too soon. In the beginning this thread's own count, by which optimizers correct their first means.
     */
    void apply(int samples, long runStep) {
        updater.apply(gradients, samples, Math.max(runStep, Math.min(steps, CORRECTED_STEPS)));
        steps++;
    }

    /** Of the last {@link #compute}, without the reading of samples. */
    long computeNs() {
        return batches.computeNs();
    }

    public MemorySegment gradients() {
        return gradients;
    }

    public FlatUpdater updater() {
        return updater;
    }

    /** Goes on from where another thread's updater is. */
    void follow(GossipWorker other) {
        updater.state().copyFrom(other.updater.state());
    }

    Trainee trainee() {
        return trainee;
    }

    @Override
    public void close() {
        updater.close();
        arena.close();
    }
}
