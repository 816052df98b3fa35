package io.rondo.hogwild.gossip;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.Seat;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.TransportTimeouts;
import io.rondo.allreduce.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A ring whose gossip threads are threads of this process, over real drivers. */
final class GossipRing implements AutoCloseable {
    private static final int FIRST_PORT =
            20_000 + (int) (ProcessHandle.current().pid() % 200) * 50 + 40;
    private static final long BUDGET_NS = TimeUnit.SECONDS.toNanos(20);

    /** What a rank does with its links. */
    interface Body<T> {
        T run(Collectives ring, GossipMemory memory, Window target) throws Exception;
    }

    private final List<Seat> seats;
    private final TransportKind kind;
    private final long modelBytes;
    private final Path directory;
    private final List<DataTransport> transports = new ArrayList<>();
    private final ExecutorService ranks;
    private final Thread keeper = new Thread(this::keep, "keeper");
    private volatile boolean closing;

    GossipRing(int size, TransportKind kind, long modelBytes) throws Exception {
        this.kind = kind;
        this.modelBytes = modelBytes;
        boolean isUdp = kind == TransportKind.UDP;
        seats = IntStream.range(0, size)
                .mapToObj(rank ->
                        new Seat(rank, isUdp ? "host-" + rank : "here", FIRST_PORT + rank, List.of("127.0.0.1")))
                .toList();
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "rondo-test-");
        for (int rank = 0; rank < size; rank++) {
            transports.add(DataTransport.open(
                    directory.resolve(seats.get(rank).host()), isUdp || rank == 0, new TransportTimeouts(BUDGET_NS)));
        }
        keeper.start();
        ranks = Executors.newFixedThreadPool(size);
    }

    <T> List<T> onEveryRank(Body<T> body) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int rank = 0; rank < seats.size(); rank++) {
            Ring ring = new Ring("gossip", 1, seats, rank);
            futures.add(ranks.submit(() -> {
                try (Collectives collectives = Collectives.open(
                        transports.get(ring.rank()), ring, RingWatch.silence(BUDGET_NS), PathSettings.of(kind))) {
                    Window own = collectives.window(GossipMemory.windowBytes(modelBytes));
                    Window target = collectives.window(modelBytes);
                    return body.run(collectives, new GossipMemory(own, modelBytes), target);
                }
            }));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    private void keep() {
        while (!closing) {
            transports.forEach(DataTransport::doWork);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
        }
    }

    @Override
    public void close() throws IOException {
        ranks.shutdownNow();
        closing = true;
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        transports.forEach(DataTransport::close);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
