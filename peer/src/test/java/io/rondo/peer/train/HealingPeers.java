package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.allreduce.TransportTimeouts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Peers as threads of this process, whose ring has a next generation when the test takes one of them out: a driver in a
 * directory of its own for each, and a keeper thread that runs all of them.
 */
final class HealingPeers implements AutoCloseable {
    /** Threads of one process starve each other on few cores; nothing here is silent. */
    private static final long AERON_BUDGET_NS = TimeUnit.SECONDS.toNanos(20);

    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(60);

    private record View(int generation, List<Integer> members) {}

    private final PathSettings settings;
    private final long gradientBytes;
    private final Path root = Files.createTempDirectory(Path.of("/dev/shm"), "rondo-test-");
    private final List<DataTransport> transports = new ArrayList<>();
    private final Thread keeper = new Thread(this::keep, "keeper");
    private volatile View view;
    private volatile boolean closing;

    HealingPeers(List<Integer> members, PathSettings settings, long gradientBytes) throws IOException {
        this.view = new View(1, members);
        this.settings = settings;
        this.gradientBytes = gradientBytes;
        keeper.start();
    }

    /** The next generation is with this one too, in order. */
    synchronized void bringIn(int id) {
        List<Integer> more = Stream.concat(view.members().stream(), Stream.of(id))
                .distinct()
                .sorted()
                .toList();
        view = new View(view.generation() + 1, more);
    }

    /** The next generation is without this one. */
    synchronized void takeOut(int id) {
        List<Integer> left =
                view.members().stream().filter(member -> member != id).toList();
        view = new View(view.generation() + 1, left);
    }

    RingSupply supply(int id) {
        return new Supply(id);
    }

    private final class Supply implements RingSupply {
        private final int id;
        private final MemorySegment source;
        private int tried; // generation

        Supply(int id) {
            this.id = id;
            this.source = Arena.ofAuto().allocate(gradientBytes, 64);
        }

        @Override
        public MemorySegment source() {
            return source;
        }

        @Override
        public Opened open(int broken, RingBrokenException cause) {
            await(() -> view.generation() > broken
                    && (cause != null || view.members().contains(id)));
            View now = view;
            int rank = now.members().indexOf(id);
            if (rank < 0) {
                throw new TakenOutException("peer " + id + " was taken out", cause);
            }
            tried = now.generation();
            Ring ring = Ring.ofOneHost("test", now.generation(), now.members(), rank);
            Path directory = root.resolve("data-" + now.generation());
            await(() -> rank == 0 || DataTransport.isDriverReady(directory));
            DataTransport transport = DataTransport.open(directory, rank == 0, new TransportTimeouts(AERON_BUDGET_NS));
            synchronized (transports) {
                transports.add(transport);
            }
            Collectives ranks = Collectives.open(transport, ring, this::watch, settings);
            try {
                int peers = ring.size();
                return new Opened(
                        ranks,
                        ranks.window(RingSupply.targetBytes(gradientBytes, peers))
                                .keep());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void requireEnough(Ring ring, boolean isBeginning) {
            watch(ring, ring.rank(), 0, 0);
        }

        private void watch(Ring ring, int rank, int hop, long waitedNs) {
            if (view.generation() > ring.generation()) {
                throw new RingBrokenException("the view has changed");
            }
            if (waitedNs > LIMIT_NS) {
                throw new IllegalStateException("peer " + id + " waits for rank " + rank + " at hop " + hop);
            }
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
                transports.forEach(DataTransport::doWork);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close() throws IOException {
        closing = true;
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (int i = transports.size() - 1; i >= 0; i--) {
            transports.get(i).close();
        }
        Files.delete(root);
    }
}
