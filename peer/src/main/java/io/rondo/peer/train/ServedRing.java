package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.peer.RondoException;
import io.rondo.peer.serve.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What workers and servers of mode central talk over: the lines of one view, then of the next. Whatever is awaited, a broken
 * ring is opened anew meanwhile, and the conversation goes on in it. Training thread only.
 */
public final class ServedRing implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServedRing.class);
    private static final long WATCH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int YIELDS = 200;
    private static final long PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final RingSupply supply;
    private final StepWatch watch;
    private final Side side;
    private final Consumer<Ring> members;
    private final long startStep;
    private Collectives ring; // null while there is none
    private Runnable letGo = () -> {};
    private int generation;
    private boolean isNew = true; // in the run
    private long waitSinceNs;
    private long watchedNs;
    private int looks;

    /**
     * @param members looks at each new ring: throws when it has not whom it takes to go on
     * @param startStep the same on all, or the run does not begin
     */
    public ServedRing(RingSupply supply, StepWatch watch, Side side, Consumer<Ring> members, long startStep) {
        this.supply = supply;
        this.watch = watch;
        this.side = side;
        this.members = members;
        this.startStep = startStep;
    }

    /** Opens the first ring, of all peers of the config. */
    public void enter() {
        heal(null);
    }

    /** Works until it is done. */
    public void await(BooleanSupplier isDone) {
        looks = 0;
        while (!isDone.getAsBoolean()) {
            try {
                if (side.doWork() > 0) {
                    looks = 0;
                } else {
                    idle(side.awaitedRank());
                }
            } catch (RingBrokenException e) {
                heal(e);
            }
        }
    }

    private void idle(int awaitedRank) {
        long nowNs = System.nanoTime();
        if (looks++ == 0) {
            waitSinceNs = nowNs;
        }
        if (nowNs - watchedNs > WATCH_INTERVAL_NS) {
            watchedNs = nowNs;
            watch.onWaiting(ring.ring(), Math.max(0, awaitedRank), awaitedRank < 0 ? 0 : nowNs - waitSinceNs);
        }
        if (looks < YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(PARK_NS);
        }
    }

    private void heal(RingBrokenException broken) {
        RingBrokenException cause = broken;
        long beginNs = System.nanoTime();
        while (true) {
            closeRing();
            if (cause != null) {
                LOG.debug("the ring broke: {}", cause.getMessage());
            }
            try {
                open(cause);
                if (broken != null) {
                    watch.onRecovered(ring.ring(), System.nanoTime() - beginNs);
                }
                return;
            } catch (RingBrokenException e) {
                cause = e;
            }
        }
    }

    private void open(RingBrokenException cause) {
        RingSupply.Opened opened = supply.open(generation, cause);
        ring = opened.ring();
        letGo = opened.target()::release;
        generation = ring.ring().generation();
        supply.requireEnough(ring.ring(), isNew);
        members.accept(ring.ring());
        side.open(ring, meet());
        looks = 0;
        while (!side.isOpen()) {
            idle(ring.ring().successor());
        }
    }

    /** All begin together, from the same step; into a run that is under way nobody is let. */
    private List<long[]> meet() {
        long[] mine = side.tells();
        long[] told = Arrays.copyOf(mine, mine.length + 2);
        told[mine.length] = isNew ? 1 : 0;
        told[mine.length + 1] = startStep;
        long[] gathered = ring.allGather(told);
        List<long[]> all = new ArrayList<>();
        boolean areAllNew = true;
        for (int rank = 0; rank < ring.ring().size(); rank++) {
            all.add(Arrays.copyOfRange(gathered, rank * told.length, (rank + 1) * told.length));
            areAllNew &= all.get(rank)[mine.length] == 1;
        }
        for (int rank = 0; isNew && rank < ring.ring().size(); rank++) {
            if (!areAllNew) {
                throw new RondoException(
                        "peer " + ring.ring().peerAt(ring.ring().rank())
                                + " comes into a run that is under way, which mode central does not know: the others go on without it");
            }
            long itsStart = all.get(rank)[mine.length + 1];
            if (itsStart != startStep) {
                throw new RondoException("peer " + ring.ring().peerAt(rank) + " starts at step " + itsStart
                        + ", peer " + ring.ring().peerAt(ring.ring().rank()) + " at step " + startStep
                        + ": resume all peers from the same checkpoint");
            }
        }
        isNew = false;
        return all;
    }

    /** Of the view, 0 before the first. */
    public int generation() {
        return generation;
    }

    /** As it is now. */
    public Ring ring() {
        return ring.ring();
    }

    /** All is done: the members part together, for who leaves earlier breaks the ring of the others. */
    public void part() {
        try {
            ring.barrier();
        } catch (RingBrokenException e) {
            LOG.debug("the members part: {}", e.getMessage());
        }
    }

    private void closeRing() {
        if (ring != null) {
            watch.onClosing(ring.ring());
            side.close();
            ring.close();
            ring = null;
            letGo.run();
        }
    }

    @Override
    public void close() {
        closeRing();
    }
}
