package io.rondo.peer.run;

import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.Window;
import io.rondo.membership.Activity;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.RingExchange;
import io.rondo.peer.train.RingSupply;
import io.rondo.peer.train.StepWatch;
import io.rondo.peer.train.Trainee;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A peer's part in the rings of a run, one after the other: signs of life from the first moment, then a ring for each view.
 * The lowest rank of each host holds its data driver, and leaves last.
 */
final class RingSession implements RingSupply, AutoCloseable {
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final RondoConfig config;
    private final SharedMemory memory;
    private final Keeper keeper;
    private final Presence presence;
    private final LifeWatch watch;
    private final Consumer<PeerEvent> events;
    private long gradientBytes;
    private Window source;
    private Generation generation; // null before the first ring

    RingSession(
            RondoConfig config, PeerOptions options, SharedMemory memory, Keeper keeper, Consumer<PeerEvent> events) {
        this.events = events;
        this.config = config;
        this.memory = memory;
        this.keeper = keeper;
        this.presence = new Presence(config, options, memory, keeper);
        this.watch = new LifeWatch(
                presence.signs(),
                presence.membership(),
                Pace.OF_PROCESS,
                config.training().stepTimeout().toNanos());
    }

    /** Waits until all members are there, then opens the ring between them, and the windows. */
    RingExchange exchange(Trainee trainee, FlatUpdater updater) {
        gradientBytes = (long) trainee.parameterCount() * Float.BYTES;
        return new RingExchange(this, trainee.buckets(), updater, new Steps());
    }

    @Override
    public MemorySegment source() {
        return source.memory();
    }

    @Override
    public Opened open(int broken, RingBrokenException cause) {
        if (generation != null) {
            generation.close();
        }
        View view = broken == 0 ? presence.views().first() : presence.views().after(broken, cause);
        requireEnough(view);
        generation = new Generation(config, presence, memory, keeper, watch, view);
        try {
            return generation.open(source, gradientBytes);
        } finally {
            source = source == null ? generation.source() : source;
        }
    }

    private void requireEnough(View view) {
        int least = config.recovery().minPeers();
        if (view.members().size() < least) {
            throw new RondoException(
                    "only " + view.members().size() + " of " + config.peers().size()
                            + " peers are left, recovery.minPeers is " + least
                            + ": start again with --resume when there are enough");
        }
    }

    private final class Steps implements StepWatch {
        @Override
        public void onStep(long step) {
            watch.onStep(step);
        }

        @Override
        public void onExchanging(long step) {
            presence.announce(step, Activity.EXCHANGING);
        }

        @Override
        public void onRecovered(Ring ring, long sinceBreakNs) {
            if (leadsHost()) {
                long milliseconds = TimeUnit.NANOSECONDS.toMillis(sinceBreakNs);
                events.accept(new PeerEvent.Recovered(presence.id(), ring.generation(), ring.peers(), milliseconds));
            }
        }

        @Override
        public void onClosing(Ring ring) {
            watch.onClosing(ring);
        }
    }

    /** The exchange of this step is over; this peer is busy on its own. */
    void onComputing(long step) {
        presence.announce(step, Activity.COMPUTING);
    }

    /** True in one peer of each host: it tells what all of them would tell. */
    boolean leadsHost() {
        return generation.leadsHost();
    }

    /** Rank of this peer in the newest ring. */
    int rank() {
        return generation.rank();
    }

    /** Says good-bye. The holder of the data driver stays until the others have left or fallen silent. */
    @Override
    public void close() {
        boolean holdsDriver = generation != null && generation.holdsDriver();
        if (generation != null && !holdsDriver) {
            generation.close();
        }
        presence.sayGoodBye();
        if (holdsDriver) {
            long deadlineNs = System.nanoTime() + config.recovery().budget().toNanos();
            while (!presence.isAlone() && System.nanoTime() - deadlineNs < 0) {
                LockSupport.parkNanos(POLL_NS);
            }
            generation.close();
        }
        LockSupport.parkNanos(POLL_NS); // the keeper sends the last beat
        keeper.close();
        presence.close();
        if (source != null) {
            source.close();
        }
    }
}
