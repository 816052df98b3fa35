package io.rondo.peer.evaluate;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.DataConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.Evaluation;
import io.rondo.peer.train.Scorer;
import io.rondo.peer.train.Trainee;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/** The model and the test set of a run, made as its checkpoints say; scores any checkpoint of that run. */
public final class Evaluator implements AutoCloseable {
    private static final int ALIGNMENT_BYTES = 64;

    private final Arena arena = Arena.ofConfined();
    private final String configText;
    private final Trainee trainee;
    private final Scorer scorer;

    /**
     * @param checkpoint any of the run
     * @param dataDir where the data set's files are on this machine; empty: where the run had them
     */
    public Evaluator(Path checkpoint, Optional<Path> dataDir, Choices choices) {
        try (CheckpointFile file = CheckpointFile.open(checkpoint)) {
            configText = file.header().config();
        }
        RondoConfig config = ConfigReader.readText(configText, checkpoint.toString());
        if (dataDir.isPresent()) {
            DataConfig data = config.data();
            config = config.withData(
                    new DataConfig(data.set(), dataDir, data.userClass(), data.partition(), data.labels()));
        }
        trainee = Trainee.open(config, choices);
        trainee.bind(arena.allocate(trainee.parameters().byteSize(), ALIGNMENT_BYTES));
        scorer = trainee.scorer();
    }

    /** A checkpoint's score. */
    public record Result(Path checkpoint, long step, int epoch, Evaluation evaluation) {}

    /**
     * Reads a checkpoint and scores it on the whole test set.
     *
     * @throws RondoException when it cannot be read, is damaged, or is another run's
     */
    public Result score(Path checkpoint) {
        try (CheckpointFile file = CheckpointFile.open(checkpoint)) {
            CheckpointHeader header = file.header();
            if (header.parameters() != trainee.parameterCount()) {
                throw new RondoException(checkpoint + ": the checkpoint holds " + header.parameters()
                        + " parameters of model " + header.model() + ", expected " + trainee.parameterCount()
                        + " of model "
                        + trainee.config().model().name());
            }
            file.read(trainee.parameters(), null);
            return new Result(
                    checkpoint, header.state().step(), header.state().cursor().epoch(), scorer.score(0, 1));
        }
    }

    @Override
    public void close() {
        trainee.close();
        arena.close();
    }
}
