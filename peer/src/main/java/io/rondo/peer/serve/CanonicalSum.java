package io.rondo.peer.serve;

import io.rondo.allreduce.Chunks;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Kernels;
import io.rondo.allreduce.kernel.Operator;
import io.rondo.allreduce.kernel.ReduceKernel;
import io.rondo.peer.central.Range;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Adds up the workers' gradients of one server's share as an all-reduce of those workers would: element by element in the
 * canonical order, divided once. So a synchronous server ends with the bits of the ring.
 */
final class CanonicalSum {
    private final ReduceKernel kernel = Kernels.of(ElementType.FLOAT32, Operator.AVERAGE);
    private final List<Range> share;
    private final int[] cuts;

    /**
     * @param share of the flat vector, in rising order
     * @param cuts where the all-reduce's buckets begin and end, rising from 0 to the vector's length
     */
    CanonicalSum(List<Range> share, int[] cuts) {
        this.share = share;
        this.cuts = cuts.clone();
    }

    /**
     * {@code into = (sum of all parts) / divisor}.
     *
     * @param parts as long as the share, in the order of the workers; at least one
     * @param into may be none of them
     */
    void write(List<MemorySegment> parts, long divisor, MemorySegment into) {
        int shareBegin = 0;
        for (Range range : share) {
            for (int bucket = 0; bucket + 1 < cuts.length; bucket++) {
                for (int chunk = 0; chunk < parts.size(); chunk++) {
                    long length = cuts[bucket + 1] - cuts[bucket];
                    int begin = cuts[bucket] + (int) Chunks.begin(length, parts.size(), chunk);
                    int end = cuts[bucket] + (int) Chunks.begin(length, parts.size(), chunk + 1);
                    int from = Math.max(range.begin(), begin);
                    int to = Math.min(range.end(), end);
                    if (from < to) {
                        add(parts, chunk, divisor, into, shareBegin + from - range.begin(), to - from);
                    }
                }
            }
            shareBegin += range.length();
        }
    }

    private void add(List<MemorySegment> parts, int first, long divisor, MemorySegment into, int at, int count) {
        long target = address(into, at);
        int last = parts.size() - 1;
        if (last == 0) {
            divide(parts.get(0), divisor, into, at, count);
            return;
        }
        long sum = address(parts.get(first), at);
        for (int i = 1; i <= last; i++) {
            long next = address(parts.get((first + i) % parts.size()), at);
            kernel.reduce(sum, next, i == last ? divisor : 1, target, count);
            sum = target;
        }
    }

    /** {@code into = part / divisor}, of all the share. */
    void divide(MemorySegment part, long divisor, MemorySegment into) {
        divide(part, divisor, into, 0, (int) (into.byteSize() / Float.BYTES));
    }

    private void divide(MemorySegment part, long divisor, MemorySegment into, int at, int count) {
        kernel.divide(address(part, at), divisor, address(into, at), count);
    }

    private static long address(MemorySegment memory, int at) {
        return memory.address() + (long) at * Float.BYTES;
    }
}
