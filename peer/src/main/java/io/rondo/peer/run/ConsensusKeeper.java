package io.rondo.peer.run;

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
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes checkpoints and scores of the leader's consensuses on a thread of its own, so that neither training nor gossip waits
 * for it. It has a model of its own, opened when it is first needed, and room for a few consensuses that wait their turn.
 */
final class ConsensusKeeper implements ConsensusPlan.Taker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConsensusKeeper.class);
    private static final long LOOK_MS = 20;
    /** Consensuses that wait or are being scored, each as long as the parameters. */
    private static final int ROOM = 3;

    private static final int ALIGNMENT_BYTES = 64;

    /** One that waits. */
    private record Kept(ConsensusMoment moment, MemorySegment parameters) {}

    private final RondoConfig config;
    private final int id;
    private final CheckpointDirectory checkpoints;
    private final Supplier<SideModel> newModel;
    private final MemorySegment updaterState;
    private final List<EpochSummary> history;
    private final Consumer<PeerEvent> events;
    private final BlockingQueue<Kept> waiting = new ArrayBlockingQueue<>(ROOM);
    private final BlockingQueue<MemorySegment> free = new ArrayBlockingQueue<>(ROOM);
    private final Thread thread = new Thread(this::keep, "consensus");
    private int made; // of the memory for ROOM of them: a peer that does not lead has none
    private SideModel model;
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
        thread.start();
    }

    @Override
    public boolean hasRoom() {
        return thread.isAlive() && !isClosing && (made < ROOM || !free.isEmpty());
    }

    @Override
    public void take(ConsensusMoment moment, MemorySegment consensus) {
        MemorySegment parameters = free.poll();
        if (parameters == null) {
            made++;
            parameters = Arena.ofAuto().allocate(consensus.byteSize(), ALIGNMENT_BYTES);
        }
        MemorySegment.copy(consensus, 0, parameters, 0, consensus.byteSize());
        waiting.add(new Kept(moment, parameters));
    }

    private void keep() {
        try {
            while (true) {
                boolean isLastLook = isClosing; // before the look: what was taken until then is made
                Kept next = waiting.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    make(next.moment(), next.parameters());
                    free.add(next.parameters());
                } else if (isLastLook) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("no more checkpoints and scores before the end: {}", e.toString());
        } finally {
            if (model != null) {
                model.close();
            }
        }
    }

    private void make(ConsensusMoment moment, MemorySegment parameters) {
        if (moment.endedEpoch() > 0) {
            if (model == null) {
                model = newModel.get();
            }
            Evaluation score = model.score(parameters);
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
            save(parameters, GossipLoop.state(moment.step(), moment.furthestEpoch(), moment.seconds()));
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

    /** Finishes what it has taken, and takes no more. */
    void end() {
        isClosing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
