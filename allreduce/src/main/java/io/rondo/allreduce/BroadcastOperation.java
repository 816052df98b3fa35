package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.kernel.Memory;
import org.agrona.DirectBuffer;

/** A broadcast on the conveyor: the root's segments pass from rank to rank, each of which keeps a copy. */
final class BroadcastOperation extends RingOperation {
    /** In frames: a rank receives each segment once, however far from the root. */
    private static final int HOP = 0;

    private final BufferClaim claim = new BufferClaim();
    private final int segmentBytes;
    private Call call;
    private int segments;
    private int injected;
    private int arrived;

    BroadcastOperation(Ring ring, RingLink link, RingWatch watch) {
        super(ring, link, watch);
        this.segmentBytes = link.segmentBytes();
    }

    void begin(Call mine) {
        operation = mine.operation;
        call = mine;
        segments = Math.toIntExact((mine.lengthBytes + segmentBytes - 1) / segmentBytes);
        if (received != null) {
            received.begin(1, segments);
        }
        injected = 0;
        arrived = 0;
    }

    private boolean isRoot() {
        return ring.rank() == call.root;
    }

    @Override
    boolean isDone() {
        return (isRoot() ? injected : arrived) == segments;
    }

    @Override
    int awaitedHop() {
        return Math.floorMod(ring.rank() - call.root - 1, ring.size());
    }

    @Override
    int inject() {
        int sent = 0;
        while (isRoot() && injected < segments && forward(injected, call.sourceAddress, bytes(injected))) {
            injected++;
            sent++;
        }
        return sent;
    }

    @Override
    boolean onSegment(DirectBuffer buffer, int payloadAt, int payloadBytes) {
        int segment = frame.header().segment();
        requireLength(payloadBytes, bytes(segment));
        long address = buffer.addressOffset() + payloadAt;
        if (ring.successor() != call.root && !forward(segment, address - (long) segment * segmentBytes, payloadBytes)) {
            return false;
        }
        Memory.copy(address, call.targetAddress + (long) segment * segmentBytes, payloadBytes);
        arrived++;
        return true;
    }

    private boolean forward(int segment, long bufferAddress, int bytes) {
        if (!link.tryClaim(SegmentFrame.HEADER_BYTES + bytes, claim)) {
            return false;
        }
        long payload = frame.encode(claim, operation, HOP, segment);
        Memory.copy(bufferAddress + (long) segment * segmentBytes, payload, bytes);
        claim.commit();
        onSent(HOP, segment);
        return true;
    }

    @Override
    void resend(int hop, int segment) {
        forward(segment, call.targetAddress, bytes(segment));
    }

    private int bytes(int segment) {
        return (int) Math.min(segmentBytes, call.lengthBytes - (long) segment * segmentBytes);
    }
}
