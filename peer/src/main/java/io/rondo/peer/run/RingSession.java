package io.rondo.peer.run;

import io.aeron.exceptions.AeronException;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.Seat;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.allreduce.Window;
import io.rondo.membership.Activity;
import io.rondo.membership.ControlLink;
import io.rondo.membership.Member;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.FlatUpdater;
import io.rondo.peer.train.RingExchange;
import io.rondo.peer.train.StepWatch;
import io.rondo.peer.train.Trainee;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer's part in a ring: signs of life from the first moment, the data driver's connection once everybody is there,
 * then the exchange. The lowest rank of each host holds its data driver, and leaves last.
 */
final class RingSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RingSession.class);
    private static final int FIRST_GENERATION = 1;
    private static final long POLL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long SHOW_EVERY_NS = TimeUnit.SECONDS.toNanos(10);

    private final RondoConfig config;
    private final SharedMemory memory;
    private final Keeper keeper;
    private final List<String> rails; // this peer's
    private Ring ring; // without the others' addresses until they are known
    private final long budgetNs;
    private final long configDigest;
    private final SignsOfLife signs;
    private final ControlLink control;
    private final LifeWatch watch;
    private DataTransport transport;
    private Keeper.Duty transportDuty;

    RingSession(RondoConfig config, int id, SharedMemory memory, Keeper keeper) {
        this.config = config;
        this.memory = memory;
        this.keeper = keeper;
        this.budgetNs = config.recovery().budget().toNanos();
        this.configDigest = Long.parseUnsignedLong(EffectiveConfig.digest(config), 16);
        List<Member> members = config.peers().stream()
                .map(peer -> new Member(peer.id(), peer.host(), peer.controlPort()))
                .toList();
        View view = new View(config.job(), FIRST_GENERATION, members);
        this.rails = RailAddresses.of(config, id);
        this.ring = new Ring(config.job(), FIRST_GENERATION, seats(List.of()), view.rankOf(id));
        this.signs = new SignsOfLife(view, id, budgetNs, System.nanoTime());
        this.watch = new LifeWatch(signs, config.training().stepTimeout().toNanos());
        this.control = openControl(view, id);
        keeper.add(control::doWork);
    }

    private ControlLink openControl(View view, int id) {
        PeerConfig own = config.peer(id);
        Path directory = memory.directory().resolve("control-" + id);
        try {
            return new ControlLink(directory, view, id, ring.jobId(), configDigest, rails, budgetNs, signs);
        } catch (RuntimeException e) {
            throw new RondoException(
                    "peer " + id + " cannot listen on UDP port " + own.controlPort() + " of " + own.host() + ": "
                            + e.getMessage() + "; choose another peers[].port, or end the program that uses it",
                    e);
        }
    }

    /** Waits for all members, then connects to the data driver. */
    void join() {
        long deadlineNs = System.nanoTime() + config.start().timeout().toNanos();
        awaitMembers(deadlineNs);
        ring = new Ring(ring.job(), ring.generation(), seats(railsOfAll()), ring.rank());
        Path directory = memory.directory().resolve("data-" + ring.generation() + "-" + ring.peerAt(driverHolder()));
        boolean holdsDriver = holdsDriver();
        while (!holdsDriver && !DataTransport.isDriverReady(directory)) {
            pauseUntil(deadlineNs, "the data driver of peer " + ring.peerAt(driverHolder()));
        }
        transport = connect(directory, holdsDriver, deadlineNs);
        transportDuty = nowNs -> transport.doWork();
        keeper.add(transportDuty);
    }

    /** With {@code transport.kind: udp} every peer is as if alone on its host. */
    private int driverHolder() {
        return config.transport().kind() == TransportKind.UDP ? ring.rank() : ring.leaderOf(ring.rank());
    }

    private boolean holdsDriver() {
        return driverHolder() == ring.rank();
    }

    /** @param railsOfAll by rank, or empty when they are not known yet */
    private List<Seat> seats(List<List<String>> railsOfAll) {
        List<Seat> seats = new ArrayList<>();
        for (PeerConfig peer : config.peers()) {
            List<String> known = railsOfAll.isEmpty() ? List.of() : railsOfAll.get(seats.size());
            seats.add(new Seat(peer.id(), peer.host(), peer.port(), known));
        }
        return seats;
    }

    private List<List<String>> railsOfAll() {
        return IntStream.range(0, ring.size())
                .mapToObj(rank -> rank == ring.rank() ? rails : signs.rails(rank))
                .toList();
    }

    private DataTransport connect(Path directory, boolean holdsDriver, long deadlineNs) {
        while (true) {
            try {
                return DataTransport.open(
                        directory,
                        holdsDriver,
                        new TransportTimeouts(budgetNs),
                        config.transport().udp().offload());
            } catch (AeronException e) { // on busy cores the driver may answer too late: once more
                LOG.debug("the data driver did not answer: {}", e.getMessage());
                pauseUntil(
                        deadlineNs,
                        "the data driver of peer " + ring.peerAt(driverHolder()) + " to answer: " + e.getMessage());
            }
        }
    }

    private void awaitMembers(long deadlineNs) {
        long shownNs = System.nanoTime();
        while (!signs.missing().isEmpty() || !signs.deaf().isEmpty()) {
            if (System.nanoTime() - shownNs > SHOW_EVERY_NS) {
                shownNs = System.nanoTime();
                LOG.info("waiting for peers {} to start", signs.missing().isEmpty() ? signs.deaf() : signs.missing());
            }
            pauseUntil(deadlineNs, signs.missing().isEmpty() ? deafness() : absence());
        }
        int other = signs.disagreeing(configDigest);
        if (other >= 0) {
            throw new RondoException("peer " + other + " runs with another config than peer " + ring.peerAt(ring.rank())
                    + ": give every peer the same file and options");
        }
    }

    private String absence() {
        return "peers " + signs.missing() + " to start: signs of life were sent from " + ownHost() + " to UDP "
                + endpoints(signs.missing())
                + ", none came back; start them, or look at addresses, routes and firewalls";
    }

    private String deafness() {
        return "peers " + signs.deaf() + " to hear this one: their signs of life reach " + ownHost()
                + ", those from here to UDP " + endpoints(signs.deaf())
                + " do not reach them; look for a firewall in that direction";
    }

    private String ownHost() {
        PeerConfig own = config.peer(ring.peerAt(ring.rank()));
        return "peer " + own.id() + " (" + own.host() + ":" + own.controlPort() + ")";
    }

    private String endpoints(List<Integer> ids) {
        return ids.stream()
                .map(id -> config.peer(id).host() + ":" + config.peer(id).controlPort())
                .collect(Collectors.joining(", "));
    }

    private void pauseUntil(long deadlineNs, String what) {
        if (control.failure() != null) {
            throw new RondoException(
                    "the control link failed: " + control.failure().getMessage(), control.failure());
        }
        if (System.nanoTime() - deadlineNs > 0) {
            throw new RondoException(
                    "waited " + config.start().timeout().toSeconds() + " s (start.timeout) for " + what);
        }
        LockSupport.parkNanos(POLL_NS);
    }

    /** Opens the ring between all members, and the windows. */
    RingExchange exchange(Trainee trainee, FlatUpdater updater) {
        long bytes = (long) trainee.parameterCount() * Float.BYTES;
        Collectives collectives = openRing();
        try {
            Window source = collectives.window(bytes);
            Window target = collectives.window(bytes);
            collectives.rehearse();
            return new RingExchange(
                    collectives, source.memory(), target.memory(), trainee.buckets(), updater, new Steps());
        } catch (IOException e) {
            collectives.close();
            throw new RondoException(memory.directory() + ": " + e.getMessage(), e);
        }
    }

    private final class Steps implements StepWatch {
        @Override
        public void onStep(long step) {
            watch.onStep(step);
        }

        @Override
        public void onExchanging(long step) {
            control.announce(step, Activity.EXCHANGING);
        }

        @Override
        public void onClosing() {
            watch.onClosing();
        }
    }

    private Collectives openRing() {
        try {
            return Collectives.open(transport, ring, watch, config.transport().paths());
        } catch (IllegalArgumentException e) {
            throw new RondoException(
                    "peer " + ring.peerAt(ring.rank()) + ": " + e.getMessage()
                            + "; correct the sections peers and transport of the config",
                    e);
        }
    }

    /** The exchange of this step is over; this peer is busy on its own. */
    void onComputing(long step) {
        control.announce(step, Activity.COMPUTING);
    }

    /** True in one peer of each host: it tells what all of them would tell. */
    boolean leadsHost() {
        return ring.leaderOf(ring.rank()) == ring.rank();
    }

    /** Rank of this peer. */
    int rank() {
        return ring.rank();
    }

    /** Says good-bye. The holder of the data driver stays until the others have left or fallen silent. */
    @Override
    public void close() {
        if (!holdsDriver() && transport != null) {
            closeTransport();
        }
        control.announce(Long.MAX_VALUE, Activity.LEAVING);
        long deadlineNs = System.nanoTime() + budgetNs;
        boolean hasOthers = transport != null && signs.missing().isEmpty();
        while (holdsDriver() && hasOthers && !signs.isAlone(System.nanoTime()) && System.nanoTime() - deadlineNs < 0) {
            LockSupport.parkNanos(POLL_NS);
        }
        if (transport != null) {
            closeTransport();
        }
        LockSupport.parkNanos(POLL_NS); // the keeper sends the last beat
        keeper.close();
        control.close();
    }

    private void closeTransport() {
        keeper.remove(transportDuty);
        transport.close();
        transport = null;
    }
}
