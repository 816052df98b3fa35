package io.rondo.peer.run;

import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.RegistrationException;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.LinkTally;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.Seat;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.allreduce.Window;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.RingSupply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a peer has for one view alone: the connection to its host's data driver, the driver itself if it holds it, the ring.
 * A new view has a new driver, in a directory of its own, so nothing of a broken generation can get into the next.
 */
final class Generation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Generation.class);
    private static final int FIRST = 1;
    private static final long REHEARSED_BYTES = 4096;
    private static final long POLL_NS = TimeUnit.MICROSECONDS.toNanos(500);

    private final RondoConfig config;
    private final SharedMemory memory;
    private final Keeper keeper;
    private final RingWatch watch;
    private final Ring ring;
    private final long beginNs = System.nanoTime();
    private final long deadlineNs;
    private DataTransport transport;
    private Collectives collectives; // null until they are open
    private Keeper.Duty transportDuty;

    Generation(RondoConfig config, Presence presence, SharedMemory memory, Keeper keeper, RingWatch watch, View view) {
        this.config = config;
        this.memory = memory;
        this.keeper = keeper;
        this.watch = watch;
        this.ring = presence.ring(view);
        this.deadlineNs = beginNs + config.start().timeout().toNanos();
    }

    /**
     * Opens the ring between all members of the view, and the windows.
     *
     * @throws RingBrokenException when a member dies meanwhile
     */
    RingSupply.Opened open(long gradientBytes) {
        transport = connect();
        transportDuty = nowNs -> transport.doWork();
        keeper.add(transportDuty);
        collectives = openRing();
        try {
            Window target = collectives
                    .window(RingSupply.targetBytes(gradientBytes, config.peers().size()))
                    .keep();
            if (ring.generation() == FIRST) { // later ones have no time for it
                collectives.rehearse(target.memory()
                        .asSlice(0, Math.min(REHEARSED_BYTES, target.memory().byteSize())));
            }
            return new RingSupply.Opened(collectives, target);
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

    boolean holdsDriver() {
        return driverHolder() == ring.rank();
    }

    Ring ring() {
        return ring;
    }

    int rank() {
        return ring.rank();
    }

    private DataTransport connect() {
        Path directory = memory.directory().resolve("data-" + ring.generation() + "-" + ring.peerAt(driverHolder()));
        String what = "the data driver of peer " + ring.peerAt(driverHolder());
        while (!holdsDriver() && !DataTransport.isDriverReady(directory)) {
            pause(what);
        }
        while (true) {
            try {
                return DataTransport.open(
                        directory,
                        holdsDriver(),
                        new TransportTimeouts(config.recovery().budget().toNanos()),
                        config.transport().udp().offload());
            } catch (AeronException e) { // on busy cores the driver may answer too late: once more
                LOG.debug("the data driver did not answer: {}", e.getMessage());
                pause(what + " to answer: " + e.getMessage());
            }
        }
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

    @Override
    public void close() {
        if (transport != null) {
            keeper.remove(transportDuty);
            transport.close();
            transport = null;
        }
    }
}
