package io.rondo.peer.train;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.model.Model;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A second model and data set beside the trainee's, to score other parameters on another thread. One thread. */
public final class SideModel implements AutoCloseable {
    private static final int SCORED_AT_ONCE = 64;

    private final Arena arena = Arena.ofShared();
    private final DataSource data;
    private final Model model;
    private final MemorySegment parameters;
    private final Scorer scorer;

    private SideModel(DataSource data, Model model) {
        this.data = data;
        this.model = model;
        model.prepare(data.shape(), SCORED_AT_ONCE);
        long bytes = (long) model.parameterCount() * Float.BYTES;
        parameters = arena.allocate(bytes, SCORED_AT_ONCE);
        model.bind(parameters, arena.allocate(bytes, SCORED_AT_ONCE));
        scorer = new Scorer(model, data, new Batch(data.shape(), SCORED_AT_ONCE, arena), arena);
    }

    /** Opens what the config names. */
    public static SideModel open(RondoConfig config, Choices choices) {
        return new SideModel(choices.data(config.data()), choices.model(config.model(), config.training()));
    }

    /** Scores these parameters on the whole test set. */
    public Evaluation score(MemorySegment others) {
        MemorySegment.copy(others, 0, parameters, 0, parameters.byteSize());
        return scorer.score(0, 1);
    }

    @Override
    public void close() {
        model.close();
        data.close();
        arena.close();
    }
}
