package io.rondo.peer.train;

import io.rondo.hogwild.gossip.GossipAgent;
import io.rondo.hogwild.gossip.PeerNews;
import io.rondo.peer.config.RondoConfig;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * When the leader wants a consensus: every {@code output.checkpointEvery} steps, and whenever the peers have consumed an
 * epoch together. One at a time; what becomes of it is another thread's. Gossip thread only.
 */
public final class ConsensusPlan implements Consumer<GossipAgent> {
    /** Makes something of consensuses, in their order. */
    public interface Taker {
        /** Whether it has room for one more. */
        boolean hasRoom();

        /** Once for each time that there was room. The consensus is copied: it changes soon. */
        void take(ConsensusMoment moment, MemorySegment consensus);
    }

    private final GossipSteps steps;
    private final int every;
    private final int epochs;
    private final Taker taker;
    private final long startNs = System.nanoTime();
    private final double secondsBefore;
    private long lastStep = -1;
    private int lastEpoch;
    private PeerNews atLastEpoch;
    private ConsensusMoment wanted; // null when none is
    private int takenBefore; // consensuses, when it was wanted

    public ConsensusPlan(RondoConfig config, GossipSteps steps, double secondsBefore, Taker taker) {
        this.steps = steps;
        this.every = config.output().checkpointEvery();
        this.epochs = config.training().epochs();
        this.taker = taker;
        this.secondsBefore = secondsBefore;
    }

    /** A duty cycle of the leader. */
    @Override
    public void accept(GossipAgent agent) {
        PeerNews all = agent.news().all();
        long step = steps.done(all);
        int epoch = steps.epoch(all);
        if (lastStep < 0) { // this peer leads from here on
            lastStep = step;
            lastEpoch = epoch;
            atLastEpoch = all;
        }
        if (wanted != null) {
            finish(agent);
            return;
        }
        boolean isSaved = every > 0 && step / every > lastStep / every;
        boolean isEpochOver = epoch > lastEpoch && epoch < epochs;
        if ((isSaved || isEpochOver) && taker.hasRoom() && agent.mayWantConsensus()) {
            long samples = Math.max(1, all.samples() - atLastEpoch.samples());
            double loss = (all.lossSum() - atLastEpoch.lossSum()) / samples;
            double seconds = secondsBefore + (System.nanoTime() - startNs) / 1e9;
            wanted = new ConsensusMoment(step, isSaved, isEpochOver ? epoch : 0, loss, all.epoch(), seconds);
            takenBefore = agent.consensus().takenHere();
            agent.wantConsensus();
            lastStep = step;
            atLastEpoch = isEpochOver ? all : atLastEpoch;
            lastEpoch = epoch;
        }
    }

    private void finish(GossipAgent agent) {
        if (agent.consensus().takenHere() > takenBefore) {
            taker.take(wanted, agent.consensus().model());
            wanted = null;
        } else if (!agent.consensus().isPending()) { // another peer led meanwhile, and knew nothing of it
            wanted = null;
        }
    }
}
