package io.rondo.peer.run;

import io.aeron.exceptions.AeronException;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A peer's connections to data drivers of its host, and the drivers that it holds itself. A driver goes on from view to view as
 * long as its process is the one to hold it: to start one and to connect to it takes longer than all links of a ring. Each
 * generation has streams of its own in it. Which driver a generation uses is told by a symbolic link.
 *
 * <pre>
 *   RUN/driver-3-0/                       started by peer 0 for generation 3
 *   RUN/data-4-0 -> driver-3-0            generation 4, held by peer 0, uses it too
 * </pre>
 *
 * The training thread opens and releases, or the thread that opens the next ring beside it.
 */
final class DataDrivers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataDrivers.class);
    private static final String STANDBY = "driver-standby";
    private static final long CLOSE_LIMIT_MS = TimeUnit.SECONDS.toMillis(10);

    /** A moment's wait for a driver; throws when it has lasted too long. */
    interface Patience {
        void pause(String what);
    }

    private static final class Connection {
        final Path directory;
        final DataTransport transport;
        final boolean holdsDriver;
        final Keeper.Duty duty;
        int users;

        Connection(Path directory, DataTransport transport, boolean holdsDriver) {
            this.directory = directory;
            this.transport = transport;
            this.holdsDriver = holdsDriver;
            this.duty = nowNs -> transport.doWork();
        }

        boolean isSound() {
            return transport.failure() == null;
        }
    }

    private final RondoConfig config;
    private final Path run;
    private final Keeper keeper;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>(); // that start or close one beside training
    private boolean isClosed;
    private Connection newest; // kept for the next generation, even while nobody uses it
    private Path link; // of the newest generation whose driver is held here, or null

    /** @param run the run's directory in shared memory */
    DataDrivers(RondoConfig config, Path run, Keeper keeper) {
        this.config = config;
        this.run = run;
        this.keeper = keeper;
    }

    /**
     * The connection to a generation's driver; the driver too, where it is held here.
     *
     * @param holder its rank
     * @param patience asked while the driver is not there
     */
    DataTransport open(Ring ring, int holder, Patience patience) {
        int peer = ring.peerAt(holder);
        Path name = run.resolve("data-" + ring.generation() + "-" + peer);
        Connection connection = holder == ring.rank()
                ? hold(run.resolve("driver-" + ring.generation() + "-" + peer), name, patience)
                : join(name, "the data driver of peer " + peer, patience);
        synchronized (this) {
            connection.users++;
            newest = connection;
        }
        closeIdle();
        return connection.transport;
    }

    private Connection hold(Path directory, Path name, Patience patience) {
        Connection own = find(null);
        if (own == null) {
            closeFailed(); // it may have the port that the next one needs
            own = connect(directory, true, "the data driver of this peer", patience);
        }
        tell(name, own.directory);
        return own;
    }

    private void tell(Path name, Path directory) {
        try {
            Files.deleteIfExists(name);
            Files.createSymbolicLink(name, directory.getFileName());
            if (link != null && !link.equals(name)) {
                Files.deleteIfExists(link);
            }
            link = name;
        } catch (IOException e) {
            throw new RondoException(name + ": cannot be made: " + e, e);
        }
    }

    private Connection join(Path name, String what, Patience patience) {
        while (true) {
            try {
                if (DataTransport.isDriverReady(name)) {
                    Path directory = name.toRealPath();
                    Connection there = find(directory);
                    return there != null ? there : connect(directory, false, what, patience);
                }
            } catch (NoSuchFileException e) { // it has just gone
                LOG.debug("{} is gone: {}", what, e.getMessage());
            } catch (IOException e) {
                throw new RondoException(name + ": cannot be read: " + e, e);
            }
            patience.pause(what);
        }
    }

    /** A sound connection: to the driver in this directory, or (null) to the one that is held here. */
    private synchronized Connection find(Path directory) {
        for (Connection each : connections) {
            boolean isWanted = directory == null ? each.holdsDriver : each.directory.equals(directory);
            if (isWanted && each.isSound()) {
                return each;
            }
        }
        return null;
    }

    private Connection connect(Path directory, boolean holdsDriver, String what, Patience patience) {
        while (true) {
            try {
                DataTransport transport = DataTransport.open(
                        directory,
                        holdsDriver,
                        new TransportTimeouts(config.recovery().budget().toNanos()),
                        config.transport().udp().offload());
                Connection connection = new Connection(directory, transport, holdsDriver);
                keeper.add(connection.duty);
                synchronized (this) {
                    connections.add(connection);
                }
                return connection;
            } catch (AeronException e) { // on busy cores the driver may answer too late: once more
                LOG.debug("{} did not answer: {}", what, e.getMessage());
                patience.pause(what + " to answer: " + e.getMessage());
            }
        }
    }

    /**
     * Starts a driver that this peer may have to hold soon, when another one dies: the others then need only connect to it. On a
     * thread of its own, beside training.
     */
    synchronized void standBy(int generation, int peer) {
        if (isClosed
                || find(null) != null
                || threads.stream().anyMatch(thread -> thread.getName().equals(STANDBY) && thread.isAlive())) {
            return;
        }
        Path directory = run.resolve("driver-" + generation + "-" + peer + "-standby");
        start(
                STANDBY,
                () -> connect(directory, true, "a driver in reserve", what -> {
                    throw new RondoException("waited for " + what);
                }));
    }

    private void start(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, e) -> LOG.debug("{}: {}", name, e.toString()));
        thread.start();
        threads.add(thread);
    }

    /** A generation does not need it any more. */
    void release(DataTransport transport) {
        synchronized (this) {
            connections.stream().filter(each -> each.transport == transport).forEach(each -> each.users--);
        }
        closeIdle();
    }

    /** Beside what is to come, which does not wait for it. A driver of this peer's own stays, in reserve. */
    private synchronized void closeIdle() {
        List<Connection> idle = connections.stream()
                .filter(each -> each.users == 0 && each != newest && !(each.holdsDriver && each.isSound()))
                .toList();
        connections.removeAll(idle);
        threads.removeIf(thread -> !thread.isAlive());
        for (Connection each : idle) {
            start("driver-closer", () -> close(each));
        }
    }

    /** @throws RingBrokenException when one is still in use: beside training nothing can be opened then */
    private void closeFailed() {
        List<Connection> failed;
        synchronized (this) {
            failed = connections.stream().filter(each -> !each.isSound()).toList();
            if (failed.stream().anyMatch(each -> each.users > 0)) {
                throw new RingBrokenException("the data driver that this peer holds has failed");
            }
            connections.removeAll(failed);
        }
        failed.forEach(this::close);
    }

    private void close(Connection connection) {
        keeper.remove(connection.duty);
        connection.transport.close();
    }

    /** Those that are still in use too. */
    @Override
    public void close() {
        List<Connection> all;
        List<Thread> running;
        synchronized (this) {
            isClosed = true;
            running = List.copyOf(threads);
        }
        try {
            for (Thread thread : running) {
                thread.join(CLOSE_LIMIT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            all = List.copyOf(connections);
            connections.clear();
        }
        all.forEach(this::close);
    }
}
