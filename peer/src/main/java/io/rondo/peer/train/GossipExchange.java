package io.rondo.peer.train;

import io.rondo.hogwild.gossip.GossipAgent;
import io.rondo.hogwild.gossip.LocalWork;
import io.rondo.hogwild.gossip.PeerNews;
import io.rondo.peer.RondoException;
import io.rondo.peer.data.deal.DataCursor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Mode {@code gossip}: the updater is fed with this peer's own gradients, at its own pace, while a {@link GossipThread} mixes
 * the parameters with the neighbours'. Nothing but a bounded staleness ever makes this peer wait.
 *
 * <pre>
 *   training thread   gradient ─► updater ─► parameters ◄─┐ no lock: SharedParameters says what that means
 *   gossip thread     offer, accept, settle ──────────────┘
 * </pre>
 */
public final class GossipExchange implements Exchange {
    private static final int ALIGNMENT_BYTES = 64;
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(300);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment gradients;
    private final Updater updater;
    private final LocalWork work;
    private final GossipAgent agent;
    private final GossipThread thread;
    private final StepWatch watch;
    private final int id;
    private final long maxStaleness; // 0: no limit
    private final long stepTimeoutNs;
    private Consumer<GossipAgent> leading = nobody -> {};
    private int epoch;
    private long waitNs;
    private long worstStaleness;
    private double stalenessSum;
    private long steps;

    /**
     * @param supply of rings whose targets are as long as the parameters
     * @param maxStaleness 0: no limit
     */
    public GossipExchange(
            RingSupply supply,
            int id,
            GossipAgent agent,
            LocalWork work,
            Updater updater,
            MemorySegment parameters,
            StepWatch watch,
            long maxStaleness,
            long stepTimeoutNs) {
        this.id = id;
        this.agent = agent;
        this.work = work;
        this.updater = updater;
        this.watch = watch;
        this.maxStaleness = maxStaleness;
        this.stepTimeoutNs = stepTimeoutNs;
        this.gradients = arena.allocate(parameters.byteSize(), ALIGNMENT_BYTES);
        this.thread = new GossipThread(supply, agent, parameters.byteSize(), watch);
    }

    /** What this peer does in each of its gossip cycles while it leads; before {@link #enter}. */
    public void lead(Consumer<GossipAgent> newLeading) {
        leading = newLeading;
    }

    /** Before {@link #enter}: an earlier process of the run had done this. */
    public void goOnFrom(PeerNews before) {
        agent.goOnFrom(before);
    }

    /** Opens the first ring and begins to gossip. The parameters are as they shall be in the beginning. */
    @Override
    public boolean enter() {
        thread.begin(leading);
        return !agent.isNewcomer();
    }

    /** The last consensus, and what is in this memory is final once all are done. */
    public MemorySegment consensus() {
        return agent.consensus();
    }

    @Override
    public MemorySegment gradients() {
        return gradients;
    }

    /** The epoch of the deal that the next steps' samples are from. */
    void onEpoch(int newEpoch) {
        epoch = newEpoch;
    }

    /** Waits while this peer is too far ahead of what the others have handed on. */
    @Override
    public void begin(long step, long samples) {
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
        waitNs = System.nanoTime() - beginNs;
    }

    @Override
    public StepOutcome apply(long step, long samples, double lossSum) {
        thread.requireRunning();
        updater.apply(gradients, Math.max(1, samples), step);
        work.onStep(samples, lossSum, epoch);
        long staleness = agent.news().staleness();
        worstStaleness = Math.max(worstStaleness, staleness);
        stalenessSum += staleness;
        steps++;
        double loss = samples == 0 ? 0 : lossSum / samples;
        return new StepOutcome(samples, loss, waitNs, 0, 0, thread.place().generation(), 0, List.of(id));
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

    /** This peer trains no more: waits for the others, and for the last consensus. */
    MemorySegment awaitLastConsensus() {
        work.onDone();
        thread.awaitLastConsensus();
        return agent.consensus();
    }

    /** After the last consensus; made anew when the ring has changed meanwhile. */
    @Override
    public Gathered gather(int valuesEach, GatherPart part) {
        Gathered gathered = null;
        while (gathered == null) {
            GossipThread.Place place = thread.place();
            gathered = thread.gather(place, part.of(place.rank(), place.peers().size()));
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
    public MemorySegment updaterState() {
        return updater.state();
    }

    @Override
    public void close() {
        thread.end();
        arena.close();
    }
}
