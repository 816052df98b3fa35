package io.rondo.peer.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.RunState;
import io.rondo.peer.train.Trainee;
import io.rondo.peer.train.TrainingLoop;
import io.rondo.peer.train.Updater;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where this peer is in the run: its replica, the loop, the epochs so far. What a checkpoint keeps and a newcomer gets. */
public final class ReplicaState implements RunState {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Trainee trainee;
    private final Updater updater;
    private final List<EpochSummary> history = new ArrayList<>();
    private LoopState start = LoopState.START;
    private final List<Integer> all;
    private List<Integer> peers;
    private TrainingLoop loop; // null until it runs
    private boolean wasPassedOn; // to this peer or from it, in whole or in part; or spoiled

    /**
     * What goes over the wire beside parameters and updater state, as JSON.
     *
     * @param peers ids of those that the next step is dealt to
     * @param history the epochs so far
     */
    private record Description(LoopState state, List<Integer> peers, List<EpochSummary> history) {}

    /** @param peers ids in rank order, that a run begins with */
    public ReplicaState(Trainee trainee, Updater updater, List<Integer> peers) {
        this.trainee = trainee;
        this.updater = updater;
        this.all = peers;
        this.peers = peers;
    }

    /** Where a loop is to begin. */
    public LoopState start() {
        return start;
    }

    /** Ids of those that its first step is dealt to. */
    public List<Integer> peers() {
        return peers;
    }

    /** The run begins, or goes on from a checkpoint, with parameters and updater state as they are now. */
    void beginAt(LoopState newStart, List<EpochSummary> epochs) {
        start = newStart;
        history.clear();
        history.addAll(epochs);
    }

    /** Parameters and updater state are good for nothing from here on, until they are read, got, or made anew. */
    void spoil() {
        wasPassedOn = true;
    }

    /** The run begins. What others had begun to give, who are gone, is good for nothing. */
    public void beginAnew() {
        if (!wasPassedOn) {
            return;
        }
        wasPassedOn = false;
        trainee.initialise();
        updater.state().fill((byte) 0);
        peers = all;
        beginAt(LoopState.START, List.of());
    }

    /** The run goes on from this checkpoint: parameters and updater state are its own then. */
    void resume(Path file, RondoConfig config) {
        try (CheckpointFile checkpoint = CheckpointFile.open(file)) {
            CheckpointHeader header = checkpoint.header();
            Compatibility.require(
                    file,
                    header,
                    config,
                    trainee.parameterCount(),
                    updater.state().byteSize());
            checkpoint.read(trainee.parameters(), updater.state());
            LoopState stood = header.state();
            List<EpochSummary> whole = header.history().stream()
                    .filter(epoch ->
                            epoch.epoch() <= stood.cursor().epoch()) // one that is cut off gets its line at its end
                    .toList();
            beginAt(stood, whole);
        }
    }

    /** From now on training is where this loop is. */
    public void follow(TrainingLoop newLoop) {
        loop = newLoop;
    }

    /** The loop is over for now; another may go on from there. */
    public void settle() {
        start = loop.state();
        peers = loop.peers();
        loop = null;
    }

    /** Between two steps. */
    LoopState now() {
        return loop == null ? start : loop.state();
    }

    List<EpochSummary> history() {
        return history;
    }

    Trainee trainee() {
        return trainee;
    }

    Updater updater() {
        return updater;
    }

    @Override
    public byte[] describe() {
        try {
            return JSON.writeValueAsBytes(new Description(now(), loop == null ? peers : loop.peers(), history));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("where training stands is plain data", e);
        }
    }

    @Override
    public List<MemorySegment> memory() {
        wasPassedOn = true;
        return List.of(trainee.parameters(), updater.state());
    }

    @Override
    public void become(byte[] description) {
        try {
            Description theirs = JSON.readValue(description, Description.class);
            beginAt(theirs.state(), theirs.history());
            peers = theirs.peers();
        } catch (IOException e) {
            throw new RondoException("the state that the others gave cannot be read: " + e.getMessage(), e);
        }
    }
}
