package io.rondo.bench.allreduce;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** How fast this machine copies memory just now: the bound to read an all-reduce's time by. */
final class CopyRate {
    private static final long TIME_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long SPELL_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int LEAST_SPELLS = 5;

    private CopyRate() {}

    /**
     * Bytes read and bytes written a second, in 1e9, of so many threads together, each copying its own buffer; of each
     * thread the fastest spell, because the result serves as a bound.
     *
     * @param bytes of a buffer: small ones stay in the caches, as those of a small all-reduce do
     */
    static double measureGBs(long bytes, int threads) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Double>> rates = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                rates.add(pool.submit(() -> copyGBs(bytes)));
            }
            double sum = 0;
            for (Future<Double> rate : rates) {
                sum += rate.get();
            }
            return sum;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("a copy loop failed", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static double copyGBs(long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocate(bytes, 64);
            MemorySegment to = arena.allocate(bytes, 64);
            double fastestGBs = 0;
            long beginNs = System.nanoTime();
            for (int i = 0; i < LEAST_SPELLS || System.nanoTime() - beginNs < TIME_NS; i++) {
                fastestGBs = Math.max(fastestGBs, spellGBs(from, to));
            }
            return fastestGBs;
        }
    }

    private static double spellGBs(MemorySegment from, MemorySegment to) {
        long bytes = from.byteSize();
        long copied = 0;
        long beginNs = System.nanoTime();
        long nowNs = beginNs;
        while (copied == 0 || nowNs - beginNs < SPELL_NS) {
            MemorySegment.copy(from, 0, to, 0, bytes);
            copied += bytes;
            nowNs = System.nanoTime();
        }
        return 2.0 * copied / (nowNs - beginNs);
    }
}
