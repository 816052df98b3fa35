package io.rondo.bench.allreduce;

import com.sun.management.ThreadMXBean;
import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Reduction;
import io.rondo.bench.process.Line;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * The method. Before every operation each rank rewrites its buffers, so that no half of a result waits in a cache, and
 * passes a barrier; then its clock runs until it has the result. The time of an operation is the slowest rank's: whoever
 * reads our lines takes the maximum. The first and the last result are compared element by element with what must come out.
 *
 * <p>One rank's side; the exchange thread.
 */
final class SliceRun {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SHIFT_PER_OPERATION = 1009;

    private final Collectives collectives;
    private final Reduction reduction;
    private final Pattern pattern;
    private final Slice slice;
    private final SentBytes sentBytes;
    private final MemorySegment source;
    private final MemorySegment target;
    private int shift;
    private long wrong;

    SliceRun(
            Collectives collectives,
            Reduction reduction,
            Pattern pattern,
            Buffers buffers,
            Slice slice,
            SentBytes sentBytes) {
        this.collectives = collectives;
        this.reduction = reduction;
        this.pattern = pattern;
        this.slice = slice;
        this.sentBytes = sentBytes;
        source = buffers.source(slice.bytes());
        target = slice.place() == Place.IN ? source : buffers.target(slice.bytes());
        shift = slice.seed();
    }

    Line measure() {
        operate();
        verify();
        long[] timesNs = new long[slice.iterations(slowest(warmUp()))];
        long sentBefore = sentBytes.read();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < timesNs.length; i++) {
            timesNs[i] = operate();
        }
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore;
        long sent = sentBytes.read() - sentBefore;
        verify();
        return Line.of(
                "ran",
                "wrong",
                wrong,
                "allocated",
                allocated / timesNs.length,
                "sent",
                sent / timesNs.length,
                "times",
                text(timesNs));
    }

    /** Returns the shortest time of a warm-up, rewriting included. */
    private long warmUp() {
        long shortestNs = Long.MAX_VALUE;
        for (int i = 0; i < slice.warmups(); i++) {
            long beginNs = System.nanoTime();
            operate();
            shortestNs = Math.min(shortestNs, System.nanoTime() - beginNs);
        }
        return shortestNs;
    }

    /** The same on every rank. */
    private long slowest(long mineNs) {
        return Arrays.stream(collectives.allGather(mineNs)).max().orElseThrow();
    }

    private long operate() {
        shift += SHIFT_PER_OPERATION;
        pattern.write(source, shift);
        if (slice.place() == Place.OUT) {
            pattern.spoil(target);
        }
        collectives.barrier();
        long beginNs = System.nanoTime();
        collectives.allReduce(source, target, reduction);
        return System.nanoTime() - beginNs;
    }

    private void verify() {
        if (slice.isChecked()) {
            wrong += pattern.countWrong(target, shift);
            if (slice.place() == Place.OUT) {
                wrong += pattern.countChanged(source, shift);
            }
        }
    }

    private static String text(long[] timesNs) {
        StringBuilder text = new StringBuilder();
        for (long timeNs : timesNs) {
            text.append(text.isEmpty() ? "" : ",").append(timeNs);
        }
        return text.toString();
    }
}
