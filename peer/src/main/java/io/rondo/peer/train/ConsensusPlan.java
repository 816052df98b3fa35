package io.rondo.peer.train;

import io.rondo.hogwild.gossip.GossipAgent;
import io.rondo.hogwild.gossip.PeerNews;
import io.rondo.peer.config.RondoConfig;
import java.util.function.Consumer;

/**
 * When the leader wants a consensus: every {@code output.checkpointEvery} steps, and whenever the peers have consumed an
 * epoch together. One at a time; what becomes of it is another thread's. Gossip thread only.
 */
public final class ConsensusPlan implements Consumer<GossipAgent> {
    /** Makes something of consensuses. */
    public interface Taker {
        /** Whether it is done with the last one. */
        boolean isIdle();

        /** The agent's consensus stays as it is until this is idle again. */
        void take(ConsensusMoment moment);
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
    private ConsensusMoment wanted;
    private int wantedCount;

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
            if (agent.consensusCount() >= wantedCount) {
                taker.take(wanted);
                wanted = null;
            }
            return;
        }
        boolean isSaved = every > 0 && step / every > lastStep / every;
        boolean isEpochOver = epoch > lastEpoch && epoch < epochs;
        if ((isSaved || isEpochOver) && taker.isIdle() && agent.mayWantConsensus()) {
            double loss = (all.lossSum() - atLastEpoch.lossSum()) / (all.samples() - atLastEpoch.samples());
            double seconds = secondsBefore + (System.nanoTime() - startNs) / 1e9;
            wanted = new ConsensusMoment(step, isSaved, isEpochOver ? epoch : 0, loss, all.epoch(), seconds);
            wantedCount = agent.consensusCount() + 1;
            agent.wantConsensus();
            lastStep = step;
            atLastEpoch = isEpochOver ? all : atLastEpoch;
            lastEpoch = epoch;
        }
    }
}
