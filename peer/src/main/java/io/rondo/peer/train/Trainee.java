package io.rondo.peer.train;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.Split;
import io.rondo.peer.data.deal.Deal;
import io.rondo.peer.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A replica: data, model and flat parameter vector of one peer, as the config names them. Training thread only. */
public final class Trainee implements AutoCloseable {
    private static final int SCORED_AT_ONCE = 64;
    private static final int ALIGNMENT_BYTES = 64;

    private final RondoConfig config;
    private final Arena arena = Arena.ofShared();
    private final DataSource data;
    private final Model model;
    private final Batch batch;
    private final boolean isFirst;
    private final MemorySegment parameters;
    private final BucketPlan buckets;

    /** @param others parameters of another one that it shares them with, and the data; null: it has its own */
    private Trainee(RondoConfig config, DataSource data, Model model, MemorySegment others) {
        this.config = config;
        this.data = data;
        this.model = model;
        int largestBatch = Math.max(MicroBatches.largest(config.training()), SCORED_AT_ONCE);
        this.batch = new Batch(data.shape(), largestBatch, arena);
        model.prepare(data.shape(), largestBatch);
        this.isFirst = others == null;
        this.parameters =
                isFirst ? arena.allocate((long) model.parameterCount() * Float.BYTES, ALIGNMENT_BYTES) : others;
        this.buckets = BucketPlan.of(
                model.parameterCount(), model.layerOffsets(), config.training().bucketBytes());
    }

    /**
     * Opens what the config names; parameters are zero until {@link #bind}.
     *
     * @throws io.rondo.peer.RondoException when data or model cannot be had or do not fit each other
     */
    public static Trainee open(RondoConfig config, Choices choices) {
        DataSource data = choices.data(config.data());
        try {
            Deal.requireEnough(
                    config.data().set(),
                    data.count(Split.TRAIN),
                    config.workers().size());
            return new Trainee(config, data, choices.model(config.model(), config.training()), null);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** Another model on these parameters and data, for another thread; closed before this one. */
    public Trainee beside(Choices choices) {
        return new Trainee(config, data, choices.model(config.model(), config.training()), parameters);
    }

    /** Length of the flat vectors. */
    public int parameterCount() {
        return model.parameterCount();
    }

    /** How the gradients are cut: the same on every peer, since all run the same model with the same config. */
    public BucketPlan buckets() {
        return buckets;
    }

    /** Number of the first layer's parameters: of all, where the model does not tell its layers. */
    public int firstLayerLength() {
        int[] offsets = model.layerOffsets();
        return offsets.length > 1 ? offsets[1] : model.parameterCount();
    }

    public int trainSamples() {
        return data.count(Split.TRAIN);
    }

    public int testSamples() {
        return data.count(Split.TEST);
    }

    public MemorySegment parameters() {
        return parameters;
    }

    public RondoConfig config() {
        return config;
    }

    /** Gives the model its two vectors, and own parameters the first values of the seed. */
    public void bind(MemorySegment gradients) {
        model.bind(parameters, gradients);
        if (isFirst) {
            initialise();
        }
    }

    /** The first parameters of the seed, once more. */
    public void initialise() {
        model.initialise(config.training().seed());
    }

    public Scorer scorer() {
        return new Scorer(model, data, batch, arena);
    }

    Model model() {
        return model;
    }

    DataSource data() {
        return data;
    }

    Batch batch() {
        return batch;
    }

    @Override
    public void close() {
        model.close();
        if (isFirst) {
            data.close();
        }
        arena.close();
    }
}
