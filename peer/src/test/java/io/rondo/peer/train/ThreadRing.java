package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.DataTransport;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportTimeouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Ranks as threads of this process over a real embedded driver; a keeper thread runs every transport. */
final class ThreadRing implements AutoCloseable {
    /** Threads of one process starve each other on few cores; nothing here dies. */
    private static final long AERON_BUDGET_NS = TimeUnit.SECONDS.toNanos(20);

    interface RankBody<T> {
        T run(Collectives ring) throws Exception;
    }

    private final int size;
    private final RingWatch watch;
    private final List<DataTransport> transports = new ArrayList<>();
    private final ExecutorService ranks;
    private final Thread keeper = new Thread(this::keep, "keeper");
    private volatile boolean closing;

    /** @param watch of every rank */
    ThreadRing(int size, RingWatch watch) throws IOException {
        this.size = size;
        this.watch = watch;
        this.ranks = Executors.newFixedThreadPool(size);
        Path directory = Files.createTempDirectory(Path.of("/dev/shm"), "rondo-test-");
        for (int rank = 0; rank < size; rank++) {
            synchronized (transports) {
                transports.add(DataTransport.open(directory, rank == 0, new TransportTimeouts(AERON_BUDGET_NS)));
            }
            if (rank == 0) {
                keeper.start();
            }
        }
    }

    /** Runs the body once a rank, each on a thread and with collectives of its own; results in rank order. */
    <T> List<T> onEveryRank(PathSettings settings, RankBody<T> body) throws Exception {
        List<Future<T>> futures = new ArrayList<>();
        List<Integer> ids = IntStream.range(0, size).boxed().toList();
        for (int i = 0; i < size; i++) {
            int rank = i;
            futures.add(ranks.submit(() -> body.run(
                    Collectives.open(transports.get(rank), Ring.ofOneHost("test", 1, ids, rank), watch, settings))));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(future.get(60, TimeUnit.SECONDS));
        }
        return results;
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
