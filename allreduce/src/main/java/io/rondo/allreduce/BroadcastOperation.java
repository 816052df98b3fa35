package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.kernel.Memory;
import org.agrona.DirectBuffer;

/** A broadcast on the conveyor: the root's segments pass from rank to rank, each of which keeps a copy. */
final class BroadcastOperation extends RingOperation {
    private final BufferClaim claim = new BufferClaim();
    private final int segmentBytes;
    private Call call;
    private int segments;
    private int injected;
    private int received;

    BroadcastOperation(Ring ring, RingLink link, int segmentBytes) {
        super(ring, link);
        this.segmentBytes = segmentBytes;
    }

    void begin(Call mine) {
        operation = mine.operation;
        call = mine;
        segments = Math.toIntExact((mine.lengthBytes + segmentBytes - 1) / segmentBytes);
        injected = 0;
        received = 0;
    }

    private boolean isRoot() {
        return ring.rank() == call.root;
    }

    @Override
    boolean isDone() {
        return (isRoot() ? injected : received) == segments;
    }

    @Override
    int awaitedHop() {
        return Math.floorMod(ring.rank() - call.root - 1, ring.size());
    }

    @Override
    int inject() {
        int sent = 0;
        while (isRoot() && injected < segments && forward(0, injected, call.sourceAddress, bytes(injected))) {
            injected++;
            sent++;
        }
        return sent;
    }

    @Override
    boolean onSegment(DirectBuffer buffer, int payloadAt, int payloadBytes) {
        int segment = frame.header().segment();
        int hop = frame.header().hop();
        requireLength(payloadBytes, bytes(segment));
        long address = buffer.addressOffset() + payloadAt;
        if (ring.successor() != call.root
                && !forward(hop + 1, segment, address - (long) segment * segmentBytes, payloadBytes)) {
            return false;
        }
        Memory.copy(address, call.targetAddress + (long) segment * segmentBytes, payloadBytes);
        received++;
        return true;
    }

    private boolean forward(int hop, int segment, long bufferAddress, int bytes) {
        if (!link.tryClaim(SegmentFrame.HEADER_BYTES + bytes, claim)) {
            return false;
        }
        long payload = frame.encode(claim, operation, hop, segment);
        Memory.copy(bufferAddress + (long) segment * segmentBytes, payload, bytes);
        claim.commit();
        return true;
    }

    private int bytes(int segment) {
        return (int) Math.min(segmentBytes, call.lengthBytes - (long) segment * segmentBytes);
    }
}
