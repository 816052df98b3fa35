package io.rondo.allreduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** A ring whose ranks are threads of this process over a real embedded driver; a keeper thread runs every transport. */
final class ThreadRing implements AutoCloseable {
    /** Of the watch, in tests of silence. */
    static final long BUDGET_NS = TimeUnit.SECONDS.toNanos(2);
    /** Threads of one process starve each other on few cores; nothing here dies. */
    private static final long AERON_BUDGET_NS = TimeUnit.SECONDS.toNanos(20);

    interface RankBody<T> {
        T run(Collectives ring) throws Exception;
    }

    private final int size;
    private final int generation;
    private final List<DataTransport> transports = new ArrayList<>();
    private final ExecutorService ranks;
    private final Thread keeper = new Thread(this::keep, "keeper");
    private volatile boolean closing;

    ThreadRing(int size, int generation) throws IOException {
        this.size = size;
        this.generation = generation;
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "rondo-test-");
        TransportTimeouts timeouts = new TransportTimeouts(AERON_BUDGET_NS);
        for (int rank = 0; rank < size; rank++) {
            synchronized (transports) {
                transports.add(DataTransport.open(directory, rank == 0, timeouts));
            }
            if (rank == 0) {
                keeper.start();
            }
        }
        ranks = Executors.newFixedThreadPool(size);
    }

    Ring ring(int rank) {
        return new Ring("test", generation, IntStream.range(0, size).boxed().toList(), rank);
    }

    DataTransport transport(int rank) {
        return transports.get(rank);
    }

    /** Runs the body once a rank, each on a thread and with collectives of its own; results in rank order. */
    <T> List<T> onEveryRank(PathSettings settings, RankBody<T> body) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            Ring ring = ring(rank);
            Callable<T> task = () -> {
                try (Collectives collectives =
                        Collectives.open(transports.get(ring.rank()), ring, RingWatch.silence(BUDGET_NS), settings)) {
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
        for (int rank = size - 1; rank >= 0; rank--) {
            transports.get(rank).close();
        }
    }
}
