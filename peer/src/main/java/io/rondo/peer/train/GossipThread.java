package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.Window;
import io.rondo.hogwild.gossip.GossipAgent;
import io.rondo.hogwild.gossip.GossipMemory;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gossips beside the training thread, from the first ring to the last: a duty cycle after the other; when the ring breaks,
 * the next view's. When all peers are done there is a last consensus, and after it the thread gathers what the training
 * thread wants gathered. When the view changes before that is done, both are done again.
 */
final class GossipThread extends Thread {
    private static final Logger LOG = LoggerFactory.getLogger(GossipThread.class);
    /** Neighbours wait for it while it sleeps, but hardly: they train. */
    private static final long IDLE_NS = TimeUnit.MICROSECONDS.toNanos(300);

    private static final long WATCH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    /** This peer's place in the ring as it is now. */
    record Place(int generation, int rank, List<Integer> peers) {}

    /** What a peer wants gathered; {@code result} is set when it is there. */
    private static final class Gathering {
        final int generation;
        final long[] mine;
        volatile Gathered result;
        volatile boolean isStale;

        Gathering(int generation, long[] mine) {
            this.generation = generation;
            this.mine = mine;
        }
    }

    private final RingSupply supply;
    private final GossipAgent agent;
    private final long modelBytes;
    private final StepWatch watch;
    private Consumer<GossipAgent> leading;
    private Window window;
    private RingSupply.Opened now;
    private boolean isOpen; // links and target of it
    private int generation; // 0 before the first
    private long watchedNs;
    private boolean hadToken;
    private volatile Place place;
    private volatile Place finalAt; // where the last consensus was taken; null before that, and in each new view
    private volatile boolean isClosing;
    private volatile RuntimeException failure;
    private volatile Gathering gathering;

    GossipThread(RingSupply supply, GossipAgent agent, long modelBytes, StepWatch watch) {
        super("gossip");
        this.supply = supply;
        this.agent = agent;
        this.modelBytes = modelBytes;
        this.watch = watch;
        setDaemon(true);
    }

    /**
     * Opens the first ring, on the caller's thread, and starts when all are there that the run begins with.
     *
     * @param newLeading what the leader does in each of its duty cycles
     */
    void begin(Consumer<GossipAgent> newLeading) {
        leading = newLeading;
        RingBrokenException cause = null;
        do {
            try {
                open(cause);
                supply.requireEnough(now.ring().ring(), !agent.isNewcomer());
                cause = null;
            } catch (RingBrokenException e) {
                LOG.debug("the ring broke: {}", e.getMessage());
                cause = e;
                closeRing();
            }
        } while (cause != null);
        start();
    }

    private void open(RingBrokenException cause) {
        now = supply.open(generation, cause);
        Collectives ring = now.ring();
        generation = ring.ring().generation();
        isOpen = true;
        agent.open(ring, memory(ring), now.target().memory().asSlice(0, modelBytes));
        place = new Place(generation, ring.ring().rank(), ring.ring().peers());
    }

    /** This peer's window, the same in all generations. */
    private GossipMemory memory(Collectives ring) {
        try {
            if (window == null) {
                window = ring.window(GossipMemory.windowBytes(modelBytes)).keep();
            } else {
                ring.adopt(window);
            }
            return new GossipMemory(window, modelBytes);
        } catch (IOException e) {
            throw new RondoException("a peer has no window: " + e.getMessage(), e);
        }
    }

    @Override
    public void run() {
        try {
            watch.onPromptThread();
            while (!isClosing) {
                try {
                    cycle();
                } catch (RingBrokenException e) {
                    recover(e);
                }
            }
            part();
        } catch (RuntimeException e) {
            failure = e;
        } finally {
            closeAll();
        }
    }

    /** The members part after a last barrier; who is missing there has left already. */
    private void part() {
        try {
            if (finalAt != null) {
                now.ring().barrier();
            }
        } catch (RingBrokenException e) {
            LOG.debug("the members part: {}", e.getMessage());
        }
    }

    private void cycle() {
        long beginNs = System.nanoTime();
        int work =
                finalAt == null ? agent.doWork(beginNs) : 0; // nothing is mixed into what the last consensus has made
        if (agent.hasToken() != hadToken) {
            hadToken = !hadToken;
            LOG.debug("token {}: peer={} generation={}", hadToken ? "here" : "gone", own(), place.generation());
        }
        if (agent.isLeader()) {
            leading.accept(agent);
        }
        requireNobodyOverdue(beginNs);
        if (finalAt != null || agent.consensus().isOver()) {
            finalAt = place;
            gather();
        }
        if (work == 0) {
            LockSupport.parkNanos(IDLE_NS);
        }
        long nowNs = System.nanoTime();
        if (nowNs - watchedNs > WATCH_INTERVAL_NS) {
            watchedNs = nowNs;
            watch.onIdle(now.ring().ring());
        }
    }

    /** Who gives signs of life and does not answer is stuck, or what it says gets lost: new links, and all over again. */
    private void requireNobodyOverdue(long nowNs) {
        int rank = agent.overdue(nowNs);
        if (rank >= 0) {
            String sentence =
                    "a consensus waits too long: peer=" + place.peers().get(rank)
                            + " has not answered, generation=" + place.generation() + " waitedMs="
                            + TimeUnit.NANOSECONDS.toMillis(agent.consensusWaitNs(nowNs));
            LOG.warn("{}; the ring is opened anew", sentence);
            throw new RingBrokenException(sentence);
        }
    }

    private int own() {
        return place.peers().get(place.rank());
    }

    private void gather() {
        Gathering wanted = gathering;
        if (wanted == null) {
            return;
        }
        if (wanted.generation != place.generation()) {
            gathering = null;
            wanted.isStale = true;
            return;
        }
        wanted.result = new Gathered(place.peers(), now.ring().allGather(wanted.mine));
        gathering = null;
    }

    private void recover(RingBrokenException broken) {
        RingBrokenException cause = broken;
        long beginNs = System.nanoTime();
        while (!isClosing) {
            LOG.debug("the ring broke: {}", cause.getMessage());
            closeRing();
            try {
                finalAt = null;
                open(cause);
                supply.requireEnough(now.ring().ring(), false);
                watch.onRecovered(now.ring().ring(), System.nanoTime() - beginNs);
                return;
            } catch (RingBrokenException e) {
                cause = e;
            }
        }
    }

    private void closeRing() {
        if (isOpen) {
            isOpen = false;
            watch.onClosing(now.ring().ring());
            agent.close();
            now.ring().close();
            now.target().release();
        }
    }

    /** Any thread: where this peer is. */
    Place place() {
        return place;
    }

    /** Training thread: throws what ended the gossip. */
    void requireRunning() {
        if (failure != null) {
            throw failure;
        }
    }

    /** Training thread: waits until all peers are done and the last consensus is there; returns where it was taken. */
    Place awaitLastConsensus() {
        Place at = finalAt;
        while (at == null) {
            requireRunning();
            LockSupport.parkNanos(IDLE_NS);
            at = finalAt;
        }
        return at;
    }

    /** Training thread, after {@link #awaitLastConsensus}; null when the ring has changed since then. */
    Gathered gather(Place at, long[] mine) {
        Gathering wanted = new Gathering(at.generation(), mine);
        gathering = wanted;
        while (wanted.result == null && !wanted.isStale) {
            requireRunning();
            LockSupport.parkNanos(IDLE_NS);
        }
        return wanted.result;
    }

    /** Ends the thread; what never started is closed here. */
    void end() {
        isClosing = true;
        if (getState() == State.NEW) {
            closeAll();
            return;
        }
        try {
            join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeAll() {
        closeRing();
        if (window != null) {
            window.close();
        }
    }
}
