package io.rondo.peer.run;

import io.aeron.exceptions.RegistrationException;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.LinkTally;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.Seat;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.Window;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a peer has for one view alone: the ring. Its streams and frames carry the generation, so nothing of a broken one can get
 * into the next, though they may share a driver ({@link DataDrivers}).
 */
final class Generation implements AutoCloseable {
    private static final int FIRST = 1;
    private static final long REHEARSED_BYTES = 4096;
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final RondoConfig config;
    private final SharedMemory memory;
    private final DataDrivers drivers;
    private final RingWatch watch;
    private final Mending mending;
    private final Ring ring;
    private final long beginNs = System.nanoTime();
    private final long deadlineNs;
    private DataTransport transport;
    private Collectives collectives; // null until they are open

    Generation(
            RondoConfig config,
            Presence presence,
            SharedMemory memory,
            DataDrivers drivers,
            RingWatch watch,
            Mending mending,
            View view) {
        this.config = config;
        this.memory = memory;
        this.drivers = drivers;
        this.watch = watch;
        this.mending = mending;
        this.ring = presence.ring(view);
        this.deadlineNs = beginNs + config.start().timeout().toNanos();
    }

    /**
     * Opens the ring between all members of the view.
     *
     * @throws RingBrokenException when a member dies meanwhile
     */
    Generation open() {
        transport = drivers.open(ring, driverHolder(), this::pause);
        mending.onDone(Mending.Part.CONNECTED);
        collectives = openRing();
        mending.onDone(Mending.Part.LINKED);
        return this;
    }

    Collectives collectives() {
        return collectives;
    }

    /** Makes a window in it that outlives it. A collective. */
    Window window(long lengthBytes) {
        Window[] made = new Window[1];
        share(() -> made[0] = collectives.window(lengthBytes).keep());
        if (ring.generation() == FIRST) { // later ones have no time for it
            collectives.rehearse(made[0].memory().asSlice(0, Math.min(REHEARSED_BYTES, lengthBytes)));
        }
        return made[0];
    }

    /** Shares a window of an earlier generation in it. A collective. */
    void adopt(Window window) {
        share(() -> collectives.adopt(window));
    }

    private interface Sharing {
        void run() throws IOException;
    }

    private void share(Sharing sharing) {
        try {
            sharing.run();
        } catch (IOException e) {
            collectives.close();
            throw new RondoException(memory.directory() + ": " + e.getMessage(), e);
        } catch (RingBrokenException e) {
            collectives.close();
            throw e;
        }
    }

    /** With {@code transport.kind: udp} every peer is as if alone on its host. */
    private int driverHolder() {
        return config.transport().kind() == TransportKind.UDP ? ring.rank() : ring.leaderOf(ring.rank());
    }

    /** What the ring's links have met so far. */
    LinkTally tally() {
        return collectives == null ? LinkTally.NONE : collectives.tally();
    }

    /** Of its view. */
    int number() {
        return ring.generation();
    }

    /** The one who will hold the data driver when its holder dies. */
    boolean isNextHolder() {
        return !holdsDriver() && ring.leaderOf(ring.rank()) == ring.rank() - 1;
    }

    boolean holdsDriver() {
        return driverHolder() == ring.rank();
    }

    Ring ring() {
        return ring;
    }

    int rank() {
        return ring.rank();
    }

    private void pause(String what) {
        long nowNs = System.nanoTime();
        watch.onWaiting(ring, driverHolder(), -1, nowNs - beginNs);
        if (nowNs - deadlineNs > 0) {
            throw new RondoException(
                    "waited " + config.start().timeout().toSeconds() + " s (start.timeout) for " + what);
        }
        LockSupport.parkNanos(POLL_NS);
    }

    private Collectives openRing() {
        try {
            return Collectives.open(transport, ring, watch, config.transport().paths());
        } catch (IllegalArgumentException e) {
            throw new RondoException(
                    "peer " + ring.peerAt(ring.rank()) + ": " + e.getMessage()
                            + "; correct the sections peers and transport of the config",
                    e);
        } catch (RingBrokenException e) {
            Seat own = ring.seat();
            boolean isRefused = e.getCause() instanceof RegistrationException
                    && !own.rails().isEmpty();
            if (!isRefused || ring.generation() > FIRST) { // later an earlier driver of ours may still have the port
                throw e;
            }
            throw new RondoException(
                    "peer " + own.peer() + " cannot open UDP port " + own.port() + " of "
                            + String.join(" or ", own.rails()) + ": "
                            + e.getCause().getMessage()
                            + "; choose another peers[].port, or end the program that uses it",
                    e);
        }
    }

    /** Closes the ring too, which nobody uses. */
    void abandon() {
        collectives.close();
        close();
    }

    @Override
    public void close() {
        if (transport != null) {
            drivers.release(transport);
            transport = null;
        }
    }
}
