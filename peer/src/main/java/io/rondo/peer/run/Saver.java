package io.rondo.peer.run;

import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.Updater;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntSupplier;

/** Rank 0's checkpoints: every so many steps, and at the end. */
final class Saver {
    private final RondoConfig config;
    private final IntSupplier rank;
    private final CheckpointDirectory directory;
    private final ReplicaState state;

    /** @param rank of this peer in the newest ring */
    Saver(RondoConfig config, IntSupplier rank, CheckpointDirectory directory, ReplicaState state) {
        this.config = config;
        this.rank = rank;
        this.directory = directory;
        this.state = state;
    }

    void onBoundary(long step, boolean isEnd) {
        int every = config.output().checkpointEvery();
        boolean isDue = every > 0 && step % every == 0;
        if (isDue || isEnd) {
            save();
        }
    }

    /** Where training is now, if this is rank 0. */
    void save() {
        if (rank.getAsInt() != 0) {
            return;
        }
        write(config, directory, state.trainee(), state.updater(), state.now(), state.history());
    }

    /** Writes a checkpoint of this replica, which stands there. */
    static void write(
            RondoConfig config,
            CheckpointDirectory directory,
            Trainee trainee,
            Updater updater,
            LoopState now,
            List<EpochSummary> history) {
        MemorySegment updaterState = updater.state();
        CheckpointHeader header = new CheckpointHeader(
                EffectiveConfig.yaml(config),
                config.model().name(),
                trainee.parameterCount(),
                updaterState.byteSize() / Float.BYTES,
                ReplicaDigest.hex(trainee.parameters()),
                now,
                List.copyOf(history));
        directory.write(header, trainee.parameters(), updaterState);
    }
}
