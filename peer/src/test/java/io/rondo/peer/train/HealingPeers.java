package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.Seat;
import io.rondo.allreduce.Stage;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.allreduce.Window;
import io.rondo.membership.Member;
import io.rondo.membership.View;
import io.rondo.peer.run.TargetKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Peers as threads of this process, whose ring has a next generation when the test takes one of them out: a driver in a
 * directory of its own for each (over UDP one for each peer), and a keeper thread that runs all of them.
 */
final class HealingPeers implements AutoCloseable {
    /** Threads of one process starve each other on few cores; nothing here is silent. */
    private static final long AERON_BUDGET_NS = TimeUnit.SECONDS.toNanos(20);

    private static final int MOST_PEERS = 8;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);
    /** Below the ports that the kernel gives away; tests may run beside each other in processes of their own. */
    private static final int FIRST_PORT =
            10_000 + (int) (ProcessHandle.current().pid() % 100) * 100;

    /** Is told how far a peer has got in its collectives; what it throws ends the peer there. */
    interface Footsteps {
        Footsteps UNHEARD = (stage, hop) -> {};

        void onPassed(Stage stage, int hop);
    }

    private final PathSettings settings;
    private final long gradientBytes;
    private final Path root = Files.createTempDirectory(Path.of("/dev/shm"), "rondo-test-");
    private final Map<Integer, DataTransport> transports = new ConcurrentHashMap<>(); // by peer
    private final Map<Integer, DataTransport> dead = new ConcurrentHashMap<>(); // nobody runs them any more
    private final Thread keeper = new Thread(this::keep, "keeper");
    private volatile View view;
    private volatile boolean closing;

    HealingPeers(List<Integer> members, PathSettings settings, long gradientBytes) throws IOException {
        this.view = view(1, members);
        this.settings = settings;
        this.gradientBytes = gradientBytes;
        keeper.start();
    }

    /** The next generation is with this one too, in order. */
    synchronized void bringIn(int id) {
        List<Integer> more = Stream.concat(view.ids().stream(), Stream.of(id))
                .distinct()
                .sorted()
                .toList();
        view = view(view.generation() + 1, more);
    }

    /** It is dead, and so is a driver that it held; the next generation is without it. */
    synchronized void takeOut(int id) {
        stopRunning(id, dead);
        List<Integer> left = view.ids().stream().filter(member -> member != id).toList();
        view = view(view.generation() + 1, left);
    }

    private static View view(int generation, List<Integer> ids) {
        return new View(
                "test",
                generation,
                ids.stream()
                        .map(id -> new Member(id, "127.0.0.1", FIRST_PORT + id))
                        .toList());
    }

    RingSupply supply(int id) {
        return supply(id, Footsteps.UNHEARD);
    }

    RingSupply supply(int id, Footsteps footsteps) {
        return new Supply(id, footsteps);
    }

    private DataTransport stopRunning(int id, Map<Integer, DataTransport> into) {
        synchronized (transports) { // the keeper is not in it from here on
            DataTransport stopped = transports.remove(id);
            if (stopped != null && into != null) {
                into.put(id, stopped);
            }
            return stopped;
        }
    }

    private final class Supply implements RingSupply, RingWatch {
        private final int id;
        private final Footsteps footsteps;
        private final MemorySegment source;
        private final TargetKeeper targets = new TargetKeeper();
        private Window window; // of the newest target

        Supply(int id, Footsteps footsteps) {
            this.id = id;
            this.footsteps = footsteps;
            this.source = Arena.ofAuto().allocate(gradientBytes, 64);
        }

        @Override
        public MemorySegment source() {
            return source;
        }

        @Override
        public Opened open(int broken, RingBrokenException cause) {
            DataTransport earlier = stopRunning(id, null);
            if (earlier != null) {
                earlier.close();
            }
            await(() ->
                    view.generation() > broken && (cause != null || view.ids().contains(id)));
            View now = view;
            int rank = now.rankOf(id);
            if (rank < 0) {
                throw new TakenOutException("peer " + id + " was taken out", cause);
            }
            Collectives ranks = Collectives.open(connect(now, rank), ring(now, rank), this, settings);
            try {
                return new Opened(ranks, target(now, ranks));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Target target(View now, Collectives ranks) throws IOException {
            Target again = targets.reusable(now);
            if (again != null) {
                ranks.adopt(window);
                return again;
            }
            Window made = ranks.window(RingSupply.targetBytes(gradientBytes, MOST_PEERS))
                    .keep();
            window = made;
            return targets.keep(now, made.memory(), made::close);
        }

        private DataTransport connect(View now, int rank) {
            boolean isAlone = settings.kind() == TransportKind.UDP;
            Path directory = root.resolve(
                    "data-" + now.generation() + "-" + (isAlone ? id : now.ids().get(0)));
            boolean holdsDriver = isAlone || rank == 0;
            await(() -> holdsDriver || DataTransport.isDriverReady(directory));
            DataTransport transport =
                    DataTransport.open(directory, holdsDriver, new TransportTimeouts(AERON_BUDGET_NS));
            synchronized (transports) {
                transports.put(id, transport);
            }
            return transport;
        }

        private static Ring ring(View now, int rank) {
            List<Seat> seats = now.members().stream()
                    .map(member -> new Seat(member.id(), member.host(), member.port(), List.of(member.host())))
                    .toList();
            return new Ring("test", now.generation(), seats, rank);
        }

        @Override
        public void requireEnough(Ring ring, boolean isBeginning) {
            onWaiting(ring, ring.rank(), 0, 0);
        }

        @Override
        public void onWaiting(Ring ring, int rank, int hop, long waitedNs) {
            if (view.generation() > ring.generation()) {
                throw new RingBrokenException("the view has changed");
            }
            if (waitedNs > LIMIT_NS) {
                throw new IllegalStateException("peer " + id + " waits for rank " + rank + " at hop " + hop);
            }
        }

        @Override
        public void onPassed(Ring ring, Stage stage, int hop) {
            footsteps.onPassed(stage, hop);
        }
    }

    private static void await(BooleanSupplier condition) {
        long beginNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - beginNs > LIMIT_NS) {
                throw new IllegalStateException("waited too long");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    private void keep() {
        while (!closing) {
            synchronized (transports) {
                transports.values().forEach(DataTransport::doWork);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    /** Clients before the driver that they use: it is their lowest's. */
    @Override
    public void close() throws IOException {
        closing = true;
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        dead.values().forEach(DataTransport::close);
        transports.keySet().stream()
                .sorted((a, b) -> b - a)
                .forEach(id -> transports.get(id).close());
        Files.delete(root);
    }
}
