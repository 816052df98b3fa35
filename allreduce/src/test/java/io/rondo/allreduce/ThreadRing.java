package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.offload.CuttingSend;
import io.rondo.allreduce.offload.LossyReceive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A ring whose ranks are threads of this process over a real embedded driver; a keeper thread runs every transport. */
final class ThreadRing implements AutoCloseable {
    /** In tests of silence. */
    static final long SHORT_BUDGET_NS = TimeUnit.SECONDS.toNanos(2);
    /** Threads of one process starve each other on few cores; nothing here dies. */
    private static final long BUDGET_NS = TimeUnit.SECONDS.toNanos(20);

    interface RankBody<T> {
        T run(Collectives ring) throws Exception;
    }

    /** Tests may run beside each other in processes of their own. */
    private static final int FIRST_PORT =
            20_000 + (int) (ProcessHandle.current().pid() % 200) * 50;

    private static final String RECEIVER = "aeron.ReceiveChannelEndpoint.supplier";
    private static final String SENDER = "aeron.SendChannelEndpoint.supplier";

    private final List<Seat> seats;
    private final int generation;
    private final Path directory;
    private final List<DataTransport> transports = new ArrayList<>();
    private final ExecutorService ranks;
    private final Thread keeper = new Thread(this::keep, "keeper");
    private long watchedNs = BUDGET_NS;
    private volatile boolean closing;

    /** All on one host. */
    ThreadRing(int size, int generation) throws IOException {
        this(seats(size, rank -> "here", List.of()), generation, true);
    }

    /**
     * Each rank on a host of its own, as far as the ring can tell.
     *
     * @param isLossy drivers lose one received frame of a hundred
     * @param offload drivers send and receive runs of frames
     */
    static ThreadRing overUdp(int size, List<String> rails, boolean isLossy, boolean offload) throws IOException {
        if (isLossy) {
            System.setProperty("aeron.debug.receive.data.loss.rate", "0.01");
            System.setProperty("aeron.debug.receive.data.loss.seed", "7");
            System.setProperty(
                    RECEIVER,
                    offload ? LossyReceive.class.getName() : "io.aeron.driver.ext.DebugReceiveChannelEndpointSupplier");
            if (offload) {
                System.setProperty(SENDER, CuttingSend.class.getName());
            }
        }
        try {
            return new ThreadRing(seats(size, rank -> "host-" + rank, rails), 1, offload);
        } finally {
            System.clearProperty(RECEIVER);
            System.clearProperty(SENDER);
        }
    }

    /** @param hosts one a rank */
    static ThreadRing onHosts(List<String> hosts) throws IOException {
        return new ThreadRing(seats(hosts.size(), hosts::get, List.of("127.0.0.1")), 1, true);
    }

    private static List<Seat> seats(int size, IntFunction<String> hosts, List<String> rails) {
        return IntStream.range(0, size)
                .mapToObj(rank -> new Seat(rank, hosts.apply(rank), FIRST_PORT + rank, rails))
                .toList();
    }

    private ThreadRing(List<Seat> seats, int generation, boolean offload) throws IOException {
        this.seats = seats;
        this.generation = generation;
        directory = Files.createTempDirectory(Path.of("/dev/shm"), "rondo-test-");
        TransportTimeouts timeouts = new TransportTimeouts(BUDGET_NS);
        Set<String> hosts = new HashSet<>();
        keeper.start();
        for (Seat seat : seats) {
            boolean holdsDriver = hosts.add(seat.host());
            DataTransport transport =
                    DataTransport.open(directory.resolve(seat.host()), holdsDriver, timeouts, offload);
            synchronized (transports) {
                transports.add(transport);
            }
        }
        ranks = Executors.newFixedThreadPool(seats.size());
    }

    /** From now on silence ends a wait soon. */
    ThreadRing watchClosely() {
        watchedNs = SHORT_BUDGET_NS;
        return this;
    }

    Ring ring(int rank) {
        return new Ring("test", generation, seats, rank);
    }

    DataTransport transport(int rank) {
        return transports.get(rank);
    }

    /** Runs the body once a rank, each on a thread and with collectives of its own; results in rank order. */
    <T> List<T> onEveryRank(PathSettings settings, RankBody<T> body) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int rank = 0; rank < seats.size(); rank++) {
            Ring ring = ring(rank);
            Callable<T> task = () -> {
                try (Collectives collectives =
                        Collectives.open(transports.get(ring.rank()), ring, RingWatch.silence(watchedNs), settings)) {
                    return body.run(collectives);
                }
            };
            futures.add(ranks.submit(task));
        }
        List<T> results = new ArrayList<>();
        List<ExecutionException> failures = new ArrayList<>();
        for (Future<T> future : futures) {
            try {
                results.add(future.get(60, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw firstCause(failures);
        }
        return results;
    }

    /** A rank that fails leaves, and the others say so: its own failure is the one to see. */
    private static ExecutionException firstCause(List<ExecutionException> failures) {
        return failures.stream()
                .filter(failure -> !failure.getCause().getMessage().startsWith("peer left"))
                .findFirst()
                .orElse(failures.get(0));
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
    public void close() {
        ranks.shutdownNow();
        closing = true;
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (int rank = seats.size() - 1; rank >= 0; rank--) {
            transports.get(rank).close();
        }
        assertThat(directory).isEmptyDirectory();
        assertThat(directory.toFile().delete()).isTrue();
    }
}
