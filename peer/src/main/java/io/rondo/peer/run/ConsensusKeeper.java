package io.rondo.peer.run;

import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointHeader;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.ConsensusMoment;
import io.rondo.peer.train.ConsensusPlan;
import io.rondo.peer.train.EpochSummary;
import io.rondo.peer.train.Evaluation;
import io.rondo.peer.train.GossipLoop;
import io.rondo.peer.train.LoopState;
import io.rondo.peer.train.ReplicaDigest;
import io.rondo.peer.train.SideModel;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes checkpoints and scores of the leader's consensuses on a thread of its own, so that neither training nor gossip waits
 * for it. It has a model of its own, opened when it is first needed.
 */
final class ConsensusKeeper implements ConsensusPlan.Taker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsensusKeeper.class);
    private static final long LOOK_MS = 20;

    private final RondoConfig config;
    private final int id;
    private final CheckpointDirectory checkpoints;
    private final Supplier<SideModel> newModel;
    private final MemorySegment updaterState;
    private final List<EpochSummary> history;
    private final Consumer<PeerEvent> events;
    private final SynchronousQueue<ConsensusMoment> moments = new SynchronousQueue<>();
    private final Thread thread = new Thread(this::keep, "consensus");
    private Supplier<MemorySegment> consensus;
    private SideModel model;
    private volatile boolean isBusy;
    private volatile boolean isClosing;

    /**
     * @param updaterState of this peer: a checkpoint has it as it is, while the training thread changes it
     * @param history of the run, synchronized
     */
    ConsensusKeeper(
            RondoConfig config,
            int id,
            CheckpointDirectory checkpoints,
            Supplier<SideModel> newModel,
            MemorySegment updaterState,
            List<EpochSummary> history,
            Consumer<PeerEvent> events) {
        this.config = config;
        this.id = id;
        this.checkpoints = checkpoints;
        this.newModel = newModel;
        this.updaterState = updaterState;
        this.history = history;
        this.events = events;
        thread.setDaemon(true);
    }

    /** @param source of the consensus that was taken last */
    void start(Supplier<MemorySegment> source) {
        consensus = source;
        thread.start();
    }

    @Override
    public boolean isIdle() {
        return !isBusy && thread.isAlive();
    }

    @Override
    public void take(ConsensusMoment moment) {
        isBusy = true;
        try {
            while (!isClosing && !moments.offer(moment, LOOK_MS, TimeUnit.MILLISECONDS)) {
                continue; // it is about to wait for this
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        try {
            while (!isClosing) {
                ConsensusMoment moment = moments.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                if (moment != null) {
                    make(moment);
                    isBusy = false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RondoException e) {
            LOG.error("no more checkpoints and scores before the end: {}", e.getMessage());
        } finally {
            if (model != null) {
                model.close();
            }
        }
    }

    private void make(ConsensusMoment moment) {
        if (moment.endedEpoch() > 0) {
            if (model == null) {
                model = newModel.get();
            }
            Evaluation score = model.score(consensus.get());
            EpochSummary epoch = new EpochSummary(
                    moment.endedEpoch(),
                    moment.step(),
                    moment.loss(),
                    score.loss(),
                    score.accuracy(),
                    moment.seconds());
            history.add(epoch);
            events.accept(new PeerEvent.EpochEnded(id, epoch));
        }
        if (moment.isSaved()) {
            save(consensus.get(), GossipLoop.state(moment.step(), moment.furthestEpoch(), moment.seconds()));
        }
    }

    /** Makes a checkpoint of these parameters; after {@link #end} any thread may. */
    void save(MemorySegment parameters, LoopState state) {
        CheckpointHeader header = new CheckpointHeader(
                EffectiveConfig.yaml(config),
                config.model().name(),
                parameters.byteSize() / Float.BYTES,
                updaterState.byteSize() / Float.BYTES,
                ReplicaDigest.hex(parameters),
                state,
                List.copyOf(history));
        checkpoints.write(header, parameters, updaterState);
    }

    @Override
    public void close() {
        end();
    }

    /** Finishes what it is about, and takes no more. */
    void end() {
        isClosing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
