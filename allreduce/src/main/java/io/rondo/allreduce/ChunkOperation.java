package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.kernel.Memory;
import io.rondo.allreduce.kernel.ReduceKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.DirectBuffer;

/**
 * An all-reduce, reduce-scatter or all-gather on the conveyor: they differ in their {@link HopPlan} alone. Each rank puts
 * the segments of its own chunk on the ring; every arriving segment is added to the local one straight out of the log
 * buffer into the next claimed frame, so each receive causes exactly one send. At most {@link RingLink#inFlight} segments
 * a rank are under way: fewer than a link holds, so the ring cannot fill up and stand still.
 *
 * <p>Over several rails each rank keeps what it has sent on, incomplete sums too, in the target (a reduce-scatter: aside),
 * until the result itself comes there: so every frame can be sent again when a rail dies with it.
 */
final class ChunkOperation extends RingOperation {
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

    private MemorySegment aside = MemorySegment.NULL; // sums of a reduce-scatter over several rails
    private long sumsAddress; // where sums are kept, as if it were a whole buffer

    ChunkOperation(Ring ring, RingLink link, RingWatch watch) {
        super(ring, link, watch);
        this.segmentBytes = link.segmentBytes();
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
        if (received != null) {
            received.begin(plan.hops(), segmentsPerChunk);
            sumsAddress = mine.collective == Collective.REDUCE_SCATTER ? aside(mine.lengthBytes) : mine.targetAddress;
        }
        if (isGather && call.sourceAddress != call.targetAddress + chunkSourceBytes) {
            Memory.copy(call.sourceAddress, call.targetAddress + chunkSourceBytes, call.lengthBytes);
        }
    }

    private long aside(long lengthBytes) {
        if (aside.byteSize() < lengthBytes) {
            aside = Arena.ofAuto().allocate(lengthBytes, Long.BYTES);
        }
        return aside.address();
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
        while (injected < segmentsPerChunk
                && injected - arrivedAtLastHop < link.inFlight()
                && sent < link.framesPerCycle()) {
            int chunk = plan.sendChunk(0);
            int bytes = bytes(chunk, injected);
            if (!link.tryClaim(SegmentFrame.HEADER_BYTES + bytes, claim)) {
                break;
            }
            long payload = frame.encode(claim, operation, 0, injected);
            Memory.copy(sourceAddress(chunk, injected), payload, bytes);
            claim.commit();
            onSent(0, injected);
            injected++;
            sent++;
            watch.onPassed(ring, Stage.SENT, 0);
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
        long arrived = buffer.addressOffset() + payloadAt;
        if (plan.isAddHop(hop)) {
            addAndForward(hop, chunk, segment, payloadBytes / elementBytes, arrived);
        } else {
            copyAndForward(hop, chunk, segment, payloadBytes, arrived, isForwarded);
        }
        newestHop = Math.max(newestHop, hop);
        awaited--;
        return true;
    }

    private void addAndForward(int hop, int chunk, int segment, int count, long arrived) {
        long payload = frame.encode(claim, operation, hop + 1, segment);
        long own = sourceAddress(chunk, segment);
        long by = plan.isLastAddHop(hop) ? divisor : 1;
        if (plan.isStored(hop)) {
            kernel.reduceIntoBoth(arrived, own, by, payload, targetAddress(chunk, segment), count);
        } else if (received != null) {
            kernel.reduceIntoBoth(arrived, own, by, payload, sumAddress(chunk, segment), count);
        } else {
            kernel.reduce(arrived, own, by, payload, count);
        }
        claim.commit();
        onSent(hop + 1, segment);
    }

    private void copyAndForward(int hop, int chunk, int segment, int bytes, long arrived, boolean isForwarded) {
        if (isForwarded) {
            long payload = frame.encode(claim, operation, hop + 1, segment);
            Memory.copy(arrived, payload, bytes);
            claim.commit();
            onSent(hop + 1, segment);
        } else {
            arrivedAtLastHop++;
        }
        if (plan.isStored(hop)) {
            Memory.copy(arrived, targetAddress(chunk, segment), bytes);
        }
    }

    @Override
    void resend(int hop, int segment) {
        int chunk = plan.sendChunk(hop);
        int bytes = bytes(chunk, segment);
        if (link.tryClaim(SegmentFrame.HEADER_BYTES + bytes, claim)) {
            long payload = frame.encode(claim, operation, hop, segment);
            Memory.copy(hop == 0 ? sourceAddress(chunk, segment) : sumAddress(chunk, segment), payload, bytes);
            claim.commit();
            onSent(hop, segment);
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

    /** Where a sum is that was sent on: it will be overwritten by the result, when nobody can want it any more. */
    private long sumAddress(int chunk, int segment) {
        return sumsAddress + beginBytes(chunk) + (long) segment * segmentBytes;
    }
}
