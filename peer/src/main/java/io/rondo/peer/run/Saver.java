package io.rondo.peer.run;

import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import java.util.List;
import java.util.function.IntSupplier;

/** Rank 0's checkpoints: every so many steps, and at the end. */
final class Saver {
    private final RondoConfig config;
    private final IntSupplier rank;
    private final CheckpointDirectory directory;
    private final Trainee trainee;
    private final FlatUpdater updater;
    private final List<EpochSummary> history;
    private TrainingLoop loop;

    Saver(
            RondoConfig config,
            IntSupplier rank,
            CheckpointDirectory directory,
            Trainee trainee,
            FlatUpdater updater,
            List<EpochSummary> history) {
        this.config = config;
        this.rank = rank;
        this.directory = directory;
        this.trainee = trainee;
        this.updater = updater;
        this.history = history;
    }

    /** The loop whose state is saved. */
    void saves(TrainingLoop loop) {
        this.loop = loop;
    }

    void onBoundary(long step, boolean isEnd) {
        int every = config.output().checkpointEvery();
        boolean isDue = every > 0 && step % every == 0;
        if (rank.getAsInt() == 0 && (isDue || isEnd)) {
            CheckpointHeader header = new CheckpointHeader(
                    EffectiveConfig.yaml(config),
                    config.model().name(),
                    trainee.parameterCount(),
                    updater.state().byteSize() / Float.BYTES,
                    ReplicaDigest.hex(trainee.parameters()),
                    loop.state(),
                    List.copyOf(history));
            directory.write(header, trainee.parameters(), updater.state());
        }
    }
}
