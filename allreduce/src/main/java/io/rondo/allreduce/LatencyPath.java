package io.rondo.allreduce;

import io.rondo.allreduce.kernel.Memory;
import io.rondo.allreduce.kernel.ReduceKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Collectives on small buffers: every rank's elements come with its call, and each rank does all the work by itself, in
 * the canonical order. One exchange instead of two or 2(n-1). The elements of the last rank to be heard are used where
 * they lie, in the log buffer; those of the others are put aside.
 */
final class LatencyPath implements PayloadReader {
    private static final int ALIGNMENT = 4096;
    private static final int STRIDE = 32 * 1024;

    private final Ring ring;
    private final Rendezvous rendezvous;
    private final MemorySegment aside; // one place a rank, and the accumulator
    private final long[] payloads;
    private Call call;
    private ReduceKernel kernel;

    LatencyPath(Ring ring, Rendezvous rendezvous) {
        this.ring = ring;
        this.rendezvous = rendezvous;
        aside = Arena.ofAuto().allocate((ring.size() + 1L) * STRIDE, ALIGNMENT);
        payloads = new long[ring.size()];
    }

    /** Runs a collective, the exchange of its calls included. */
    void run(Call mine, ReduceKernel itsKernel) {
        call = mine;
        kernel = itsKernel;
        payloads[ring.rank()] = mine.sourceAddress;
        boolean sends = mine.collective != Collective.BROADCAST || mine.root == ring.rank();
        rendezvous.meet(mine, sends ? (int) mine.lengthBytes : 0, this);
    }

    @Override
    public void onPayload(int rank, long address, int lengthBytes, boolean isLast) {
        payloads[rank] = address;
        if (isLast) {
            complete();
        } else if (lengthBytes > 0) {
            payloads[rank] = aside.address() + (long) rank * STRIDE;
            Memory.copy(address, payloads[rank], lengthBytes);
        }
    }

    private void complete() {
        switch (call.collective) {
            case ALL_REDUCE -> {
                for (int chunk = 0; chunk < ring.size(); chunk++) {
                    reduce(chunk, call.targetAddress);
                }
            }
            case REDUCE_SCATTER -> reduce(ring.rank(), call.targetAddress - beginBytes(ring.rank()));
            case ALL_GATHER -> {
                for (int rank = 0; rank < ring.size(); rank++) {
                    copy(rank, call.targetAddress + rank * call.lengthBytes);
                }
            }
            case BROADCAST -> copy(call.root, call.targetAddress);
            case BARRIER -> {} // to have met is all
        }
    }

    private void reduce(int chunk, long target) {
        int size = ring.size();
        long at = beginBytes(chunk);
        int count = (int) Chunks.length(call.elements(), size, chunk);
        long accumulator = aside.address() + (long) size * STRIDE;
        long sum = payloads[chunk] + at;
        for (int i = 1; i < size - 1; i++) {
            kernel.reduce(sum, payloads[(chunk + i) % size] + at, 1, accumulator, count);
            sum = accumulator;
        }
        long last = payloads[(chunk + size - 1) % size] + at;
        kernel.reduce(sum, last, FlatCollectives.divisor(call, rendezvous.totalWeight()), target + at, count);
    }

    private long beginBytes(int chunk) {
        return Chunks.begin(call.elements(), ring.size(), chunk) * call.type.bytes();
    }

    private void copy(int rank, long target) {
        if (payloads[rank] != target) {
            Memory.copy(payloads[rank], target, call.lengthBytes);
        }
    }
}
