package io.rondo.allreduce;

import io.rondo.allreduce.kernel.Memory;
import io.rondo.allreduce.kernel.ReduceKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Collectives on buffers that lie in windows: once all ranks have called, each reads what it needs straight out of all
 * ranks' windows. In an all-reduce rank c does chunk c: it adds it up in the canonical order and writes the result into
 * all targets, so that no byte is moved twice (each rank writing its own memory and copying the rest costs two to four
 * times as much: lines that another core has just written are dear to read).
 *
 * <p>With more than two ranks the sum goes through an accumulator of a few KiB, which stays in the first cache.
 */
final class WindowPath {
    private static final int BLOCK_BYTES = 16 * 1024;
    /** With two ranks nothing goes through the accumulator: as much at once as a kernel takes. */
    private static final long MAX_BLOCK_BYTES = 1L << 30;

    private static final int ALIGNMENT = 4096;

    private final Ring ring;
    private final Windows windows;
    private final Rendezvous rendezvous;
    private final RingWatch watch;
    private final MemorySegment accumulator = Arena.ofAuto().allocate(BLOCK_BYTES, ALIGNMENT);
    private final long[] sources;
    private final long[] targets;

    WindowPath(Ring ring, Windows windows, Rendezvous rendezvous, RingWatch watch) {
        this.ring = ring;
        this.windows = windows;
        this.rendezvous = rendezvous;
        this.watch = watch;
        sources = new long[ring.size()];
        targets = new long[ring.size()];
    }

    /** Runs a collective whose calls have been exchanged. */
    void run(Call call, ReduceKernel kernel, long divisor) {
        windows.requireGeneration(Rendezvous.CALL_HOP);
        for (int rank = 0; rank < sources.length; rank++) {
            sources[rank] = windows.address(rank, rendezvous.sourceAt(rank), call.lengthBytes);
        }
        switch (call.collective) {
            case ALL_REDUCE -> allReduce(call, kernel, divisor);
            case REDUCE_SCATTER -> reduceScatter(call, kernel, divisor);
            case ALL_GATHER -> allGather(call);
            case BROADCAST -> Memory.copy(sources[call.root], call.targetAddress, call.lengthBytes);
            case BARRIER -> throw new IllegalStateException("a barrier moves nothing");
        }
        windows.requireGeneration(Rendezvous.DONE_HOP);
        rendezvous.leave();
    }

    private void allReduce(Call call, ReduceKernel kernel, long divisor) {
        for (int rank = 0; rank < targets.length; rank++) {
            targets[rank] = windows.address(rank, rendezvous.targetAt(rank), call.lengthBytes);
        }
        reduceOwnChunk(call, kernel, divisor, ring.size());
    }

    private void reduceScatter(Call call, ReduceKernel kernel, long divisor) {
        long beginBytes = Chunks.begin(call.elements(), ring.size(), ring.rank()) * call.type.bytes();
        targets[ring.rank()] = call.targetAddress - beginBytes;
        reduceOwnChunk(call, kernel, divisor, 1);
    }

    /** This rank's chunk, out of all sources and into so many targets, this rank's first. */
    private void reduceOwnChunk(Call call, ReduceKernel kernel, long divisor, int into) {
        int elementBytes = call.type.bytes();
        long at = Chunks.begin(call.elements(), ring.size(), ring.rank()) * elementBytes;
        long end = Chunks.begin(call.elements(), ring.size(), ring.rank() + 1) * elementBytes;
        long block = ring.size() == 2 ? MAX_BLOCK_BYTES : BLOCK_BYTES;
        while (at < end) {
            long bytes = Math.min(block, end - at);
            reduceBlock(kernel, divisor, at, bytes, (int) (bytes / elementBytes), into);
            at += bytes;
        }
    }

    private void reduceBlock(ReduceKernel kernel, long divisor, long at, long bytes, int count, int into) {
        int size = ring.size();
        int rank = ring.rank();
        long sum = sources[rank] + at;
        for (int i = 1; i < size - 1; i++) {
            kernel.reduce(sum, sources[(rank + i) % size] + at, 1, accumulator.address(), count);
            sum = accumulator.address();
        }
        long last = sources[(rank + size - 1) % size] + at;
        long target = targets[rank] + at;
        if (into == 1) {
            kernel.reduce(sum, last, divisor, target, count);
            return;
        }
        kernel.reduceIntoBoth(sum, last, divisor, target, targets[(rank + 1) % size] + at, count);
        watch.onPassed(ring, Stage.WRITTEN, 1);
        for (int i = 2; i < size; i++) {
            Memory.copy(target, targets[(rank + i) % size] + at, bytes);
            watch.onPassed(ring, Stage.WRITTEN, i);
        }
    }

    private void allGather(Call call) {
        for (int i = 0; i < sources.length; i++) {
            int rank = (ring.rank() + i) % sources.length;
            long target = call.targetAddress + rank * call.lengthBytes;
            if (sources[rank] != target) {
                Memory.copy(sources[rank], target, call.lengthBytes);
            }
        }
    }
}
