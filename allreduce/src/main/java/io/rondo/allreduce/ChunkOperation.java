package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.kernel.Memory;
import io.rondo.allreduce.kernel.ReduceKernel;
import org.agrona.DirectBuffer;

/**
 * An all-reduce, reduce-scatter or all-gather on the conveyor: they differ in their {@link HopPlan} alone. Each rank puts
 * the segments of its own chunk on the ring; every arriving segment is added to the local one straight out of the log
 * buffer into the next claimed frame, so each receive causes exactly one send. At most {@link #IN_FLIGHT} segments a rank
 * are under way: fewer than a link holds, so the ring cannot fill up and stand still.
 */
final class ChunkOperation extends RingOperation {
    /** Segments a rank keeps on the ring: enough to hide the hand-over, few enough to stay in cache. */
    private static final int IN_FLIGHT = 4;

    private final BufferClaim claim = new BufferClaim();
    private final int segmentBytes;
    private final HopPlan[] plans = new HopPlan[Collective.values().length];

    private Call call;
    private HopPlan plan;
    private ReduceKernel kernel;
    private long divisor;
    private long totalElements;
    private int elementBytes;
    private long
            chunkSourceBytes; // where the source's elements lie in the whole buffer: an all-gather has its own only
    private long chunkTargetBytes; // the same of the target: a reduce-scatter has its own chunk only
    private int segmentsPerChunk;
    private int injected;
    private int arrivedAtLastHop;
    private long awaited;
    private int newestHop;

    ChunkOperation(Ring ring, RingLink link, int segmentBytes) {
        super(ring, link);
        this.segmentBytes = segmentBytes;
        for (Collective collective :
                new Collective[] {Collective.ALL_REDUCE, Collective.REDUCE_SCATTER, Collective.ALL_GATHER}) {
            plans[collective.ordinal()] = HopPlan.of(collective, ring.rank(), ring.size());
        }
    }

    void begin(Call mine, ReduceKernel itsKernel, long itsDivisor) {
        operation = mine.operation;
        call = mine;
        plan = plans[mine.collective.ordinal()];
        kernel = itsKernel;
        divisor = itsDivisor;
        elementBytes = mine.type.bytes();
        boolean isGather = mine.collective == Collective.ALL_GATHER;
        totalElements = isGather ? Math.multiplyExact(mine.elements(), ring.size()) : mine.elements();
        chunkSourceBytes = isGather ? beginBytes(ring.rank()) : 0;
        chunkTargetBytes = mine.collective == Collective.REDUCE_SCATTER ? beginBytes(ring.rank()) : 0;
        long longestBytes = Chunks.longest(totalElements, ring.size()) * elementBytes;
        segmentsPerChunk = Math.toIntExact(Math.max(1, (longestBytes + segmentBytes - 1) / segmentBytes));
        injected = 0;
        arrivedAtLastHop = 0;
        newestHop = 0;
        awaited = (long) segmentsPerChunk * plan.hops();
        if (isGather && call.sourceAddress != call.targetAddress + chunkSourceBytes) {
            Memory.copy(call.sourceAddress, call.targetAddress + chunkSourceBytes, call.lengthBytes);
        }
    }

    @Override
    boolean isDone() {
        return awaited == 0 && injected == segmentsPerChunk;
    }

    @Override
    int awaitedHop() {
        return newestHop;
    }

    @Override
    int inject() {
        int sent = 0;
        while (injected < segmentsPerChunk && injected - arrivedAtLastHop < IN_FLIGHT) {
            int chunk = plan.sendChunk(0);
            int bytes = bytes(chunk, injected);
            if (!link.tryClaim(SegmentFrame.HEADER_BYTES + bytes, claim)) {
                break;
            }
            long payload = frame.encode(claim, operation, 0, injected);
            Memory.copy(sourceAddress(chunk, injected), payload, bytes);
            claim.commit();
            injected++;
            sent++;
        }
        return sent;
    }

    @Override
    boolean onSegment(DirectBuffer buffer, int payloadAt, int payloadBytes) {
        int hop = frame.header().hop();
        int segment = frame.header().segment();
        int chunk = plan.receiveChunk(hop);
        requireLength(payloadBytes, bytes(chunk, segment));
        boolean isForwarded = !plan.isLastHop(hop);
        if (isForwarded && !link.tryClaim(SegmentFrame.HEADER_BYTES + payloadBytes, claim)) {
            return false;
        }
        long received = buffer.addressOffset() + payloadAt;
        if (plan.isAddHop(hop)) {
            addAndForward(hop, chunk, segment, payloadBytes / elementBytes, received);
        } else {
            copyAndForward(hop, chunk, segment, payloadBytes, received, isForwarded);
        }
        newestHop = Math.max(newestHop, hop);
        awaited--;
        return true;
    }

    private void addAndForward(int hop, int chunk, int segment, int count, long received) {
        long payload = frame.encode(claim, operation, hop + 1, segment);
        long own = sourceAddress(chunk, segment);
        long by = plan.isLastAddHop(hop) ? divisor : 1;
        if (plan.isStored(hop)) {
            kernel.reduceIntoBoth(received, own, by, payload, targetAddress(chunk, segment), count);
        } else {
            kernel.reduce(received, own, by, payload, count);
        }
        claim.commit();
    }

    private void copyAndForward(int hop, int chunk, int segment, int bytes, long received, boolean isForwarded) {
        if (isForwarded) {
            long payload = frame.encode(claim, operation, hop + 1, segment);
            Memory.copy(received, payload, bytes);
            claim.commit();
        } else {
            arrivedAtLastHop++;
        }
        if (plan.isStored(hop)) {
            Memory.copy(received, targetAddress(chunk, segment), bytes);
        }
    }

    private int bytes(int chunk, int segment) {
        long left = Chunks.length(totalElements, ring.size(), chunk) * elementBytes - (long) segment * segmentBytes;
        return Math.clamp(left, 0, segmentBytes);
    }

    private long beginBytes(int chunk) {
        return Chunks.begin(totalElements, ring.size(), chunk) * elementBytes;
    }

    private long sourceAddress(int chunk, int segment) {
        return call.sourceAddress + beginBytes(chunk) + (long) segment * segmentBytes - chunkSourceBytes;
    }

    private long targetAddress(int chunk, int segment) {
        return call.targetAddress + beginBytes(chunk) + (long) segment * segmentBytes - chunkTargetBytes;
    }
}
