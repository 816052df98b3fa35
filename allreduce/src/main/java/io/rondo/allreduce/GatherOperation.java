package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import org.agrona.DirectBuffer;

/** An all-gather of a few int64 values a rank: each rank's block travels size - 1 hops and is copied at every stop. */
final class GatherOperation extends RingOperation {
    /** Keeps its hops apart from a reduce's, so that peers which call different collectives notice. */
    static final int FIRST_HOP = 1 << 20;

    static final int MAX_VALUES = SegmentFrame.MAX_PAYLOAD_BYTES / Long.BYTES;

    private final BufferClaim claim = new BufferClaim();
    private long[] mine;
    private long[] all;
    private boolean injected;
    private int received;

    GatherOperation(Ring ring, RingLink link, SegmentFrame frame) {
        super(ring, link, frame);
    }

    void begin(long operation, long[] mine, long[] all) {
        this.operation = operation;
        this.mine = mine;
        this.all = all;
        injected = false;
        received = 0;
        System.arraycopy(mine, 0, all, ring.rank() * mine.length, mine.length);
    }

    @Override
    boolean isDone() {
        return injected && received == ring.size() - 1;
    }

    @Override
    int awaitedHop() {
        return received;
    }

    /** Negative, so that it never equals a reduce's. */
    @Override
    long elements() {
        return -1L - mine.length;
    }

    @Override
    int inject() {
        if (injected || !send(FIRST_HOP, ring.rank())) {
            return 0;
        }
        injected = true;
        return 1;
    }

    @Override
    boolean onSegment(DirectBuffer buffer, int payloadAt, int payloadBytes) {
        int hop = frame.header().hop() - FIRST_HOP;
        int origin = Math.floorMod(ring.predecessor() - hop, ring.size());
        for (int i = 0; i < mine.length; i++) {
            all[origin * mine.length + i] = buffer.getLong(payloadAt + i * Long.BYTES);
        }
        if (hop < ring.size() - 2 && !send(FIRST_HOP + hop + 1, origin)) {
            return false;
        }
        received++;
        return true;
    }

    private boolean send(int hop, int origin) {
        if (!link.tryClaim(SegmentFrame.HEADER_BYTES + mine.length * Long.BYTES, claim)) {
            return false;
        }
        frame.encode(claim, operation, elements(), hop, 0);
        for (int i = 0; i < mine.length; i++) {
            claim.buffer()
                    .putLong(
                            claim.offset() + SegmentFrame.HEADER_BYTES + i * Long.BYTES, all[origin * mine.length + i]);
        }
        claim.commit();
        return true;
    }
}
