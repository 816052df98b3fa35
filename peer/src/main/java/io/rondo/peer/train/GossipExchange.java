package io.rondo.peer.train;

import io.rondo.hogwild.gossip.GossipAgent;
import io.rondo.hogwild.gossip.LocalWork;
import io.rondo.hogwild.gossip.PeerNews;
import io.rondo.peer.RondoException;
import io.rondo.peer.data.deal.DataCursor;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Mode {@code gossip}: each thread that trains feeds its updater with its own gradients, at its own pace, while a {@link
 * GossipThread} mixes the parameters with the neighbours'. Nothing but a bounded staleness ever makes a thread wait.
 *
 * <pre>
 *   training threads   gradient ─► updater ─► parameters ◄─┐ no lock: SharedParameters says what that means
 *   gossip thread      offer, accept, settle ──────────────┘
 * </pre>
 */
public final class GossipExchange implements AutoCloseable {
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(300);

    private final LocalWork work;
    private final GossipAgent agent;
    private final GossipThread thread;
    private final StepWatch watch;
    private final int id;
    private final long maxStaleness; // 0: no limit
    private final long stepTimeoutNs;
    private Consumer<GossipAgent> leading = nobody -> {};
    private long worstStaleness;
    private double stalenessSum;
    private long steps;

    /**
     * @param supply of rings whose targets are as long as the parameters
     * @param modelBytes of the parameters
     * @param maxStaleness 0: no limit
     */
    public GossipExchange(
            RingSupply supply,
            int id,
            GossipAgent agent,
            LocalWork work,
            long modelBytes,
            StepWatch watch,
            long maxStaleness,
            long stepTimeoutNs) {
        this.id = id;
        this.agent = agent;
        this.work = work;
        this.watch = watch;
        this.maxStaleness = maxStaleness;
        this.stepTimeoutNs = stepTimeoutNs;
        this.thread = new GossipThread(supply, agent, modelBytes, watch);
    }

    /** What this peer does in each of its gossip cycles while it leads; before {@link #enter}. */
    public void lead(Consumer<GossipAgent> newLeading) {
        leading = newLeading;
    }

    /** Before {@link #enter}: an earlier process of the run had done this. */
    public void goOnFrom(PeerNews before) {
        agent.goOnFrom(before);
    }

    /**
     * Opens the first ring and begins to gossip. The parameters are as they shall be in the beginning.
     *
     * @return true when the run begins; false when the others are under way and their model has been received
     */
    public boolean enter() {
        thread.begin(leading);
        return !agent.isNewcomer();
    }

    /** A training thread, before a step: waits while this peer is too far ahead of what the others have handed on. */
    long awaitOthers(long step) {
        watch.onStep(step);
        long beginNs = System.nanoTime();
        while (maxStaleness > 0 && agent.news().staleness() >= maxStaleness) {
            thread.requireRunning();
            LockSupport.parkNanos(LOOK_NS);
            if (System.nanoTime() - beginNs > stepTimeoutNs) {
                throw new RondoException("peer " + id + " waited " + stepTimeoutNs / 1_000_000_000
                        + " s (training.stepTimeout) for a peer that hands on nothing: its staleness is "
                        + agent.news().staleness() + " steps, gossip.maxStaleness " + maxStaleness);
            }
        }
        return System.nanoTime() - beginNs;
    }

    /** Throws what ended the gossip. */
    void requireRunning() {
        thread.requireRunning();
    }

    /** One more step is in the parameters; one thread at a time. */
    StepOutcome onStep(long samples, double lossSum, int epoch, long waitNs) {
        work.onStep(samples, lossSum, epoch);
        long staleness = agent.news().staleness();
        worstStaleness = Math.max(worstStaleness, staleness);
        stalenessSum += staleness;
        steps++;
        int generation = thread.place().generation();
        return new StepOutcome(samples, lossSum / samples, waitNs, 0, 0, generation, 0, List.of(id));
    }

    /** Whether the others have ended the run. */
    boolean areOthersDone() {
        return agent.news().areOthersDone();
    }

    /**
     * After the start: where this peer begins. A newcomer to a run that is under way takes an epoch of the deal that nobody
     * has begun, and steps that no earlier incarnation of it has counted.
     */
    public LoopState startOf(LoopState own) {
        PeerNews all = all();
        return agent.isNewcomer()
                ? new LoopState(all.steps(), DataCursor.at(all.epoch() + 1, 0), 0, 0, own.seconds())
                : own;
    }

    /** What all peers have done. */
    PeerNews all() {
        return agent.news().all();
    }

    /** Rank of this peer in the ring as it is now. */
    public int rank() {
        return thread.place().rank();
    }

    /** This peer trains no more: returns when all are done and the last consensus is there. */
    void awaitLastConsensus() {
        work.onDone();
        thread.awaitLastConsensus();
    }

    /** The last one, after {@link #awaitLastConsensus}. */
    MemorySegment consensus() {
        return agent.consensus().model();
    }

    /**
     * After the last consensus: what all peers say of it. When the ring changes meanwhile there is another last consensus,
     * and both parts are called again.
     *
     * @param taker of the consensus
     */
    Gathered gatherOf(Consumer<MemorySegment> taker, GatherPart part) {
        Gathered gathered = null;
        while (gathered == null) {
            GossipThread.Place at = thread.awaitLastConsensus();
            taker.accept(consensus());
            gathered = thread.gather(at, part.of(at.rank(), at.peers().size()));
        }
        return gathered;
    }

    double meanStaleness() {
        return steps == 0 ? 0 : stalenessSum / steps;
    }

    long worstStaleness() {
        return worstStaleness;
    }

    /** Bytes that this peer has handed to its neighbours, for each of its steps. */
    double bytesPerStep() {
        return steps == 0 ? 0 : (double) agent.handedBytes() / steps;
    }

    long exchanges() {
        return agent.exchanges();
    }

    @Override
    public void close() {
        thread.end();
    }
}
