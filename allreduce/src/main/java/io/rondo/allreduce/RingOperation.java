package io.rondo.allreduce;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/**
 * One collective under way on a ring: what it sends by itself, and what it does with each arriving frame. A frame of the
 * next operation is left in the link, so operations follow each other without a barrier.
 *
 * <p>Handlers must not throw: Aeron would report it and advance all the same. Trouble is kept and thrown by
 * {@link #throwIfFailed} after the poll.
 */
abstract class RingOperation implements ControlledFragmentHandler {
    protected final Ring ring;
    protected final RingLink link;
    protected final SegmentFrame frame;
    protected long operation;
    private RingBrokenException failure;

    RingOperation(Ring ring, RingLink link, SegmentFrame frame) {
        this.ring = ring;
        this.link = link;
        this.frame = frame;
    }

    abstract boolean isDone();

    /** The hop whose frame is awaited, for messages. */
    abstract int awaitedHop();

    /** Sends own frames while there is room; returns how many. */
    abstract int inject();

    /** Takes a frame of this operation; false when the answer cannot be sent yet, so the frame must come again. */
    abstract boolean onSegment(DirectBuffer buffer, int payloadAt, int payloadBytes);

    /** Length that all ranks must agree on. */
    abstract long elements();

    @Override
    public final Action onFragment(DirectBuffer buffer, int position, int lengthBytes, Header header) {
        if (!frame.decode(buffer, position, lengthBytes)) {
            return Action.CONTINUE;
        }
        if (frame.header().operation() > operation) {
            return Action.ABORT;
        }
        if (frame.header().operation() < operation || frame.header().elements() != elements()) {
            failure = new RingBrokenException("peers disagree: peer=" + ring.peerAt(ring.predecessor())
                    + " sent operation="
                    + frame.header().operation() + " elements=" + frame.header().elements() + ", peer="
                    + ring.peerAt(ring.rank()) + " is in operation=" + operation + " elements=" + elements()
                    + "; all peers must call the same collectives with buffers of the same length");
            return Action.ABORT;
        }
        try {
            int payloadAt = position + SegmentFrame.HEADER_BYTES;
            if (!onSegment(buffer, payloadAt, lengthBytes - SegmentFrame.HEADER_BYTES)) {
                return Action.ABORT;
            }
        } catch (RingBrokenException e) {
            failure = e;
            return Action.ABORT;
        }
        return isDone() ? Action.BREAK : Action.CONTINUE;
    }

    final void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }
}
