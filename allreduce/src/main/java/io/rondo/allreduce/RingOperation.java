package io.rondo.allreduce;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/**
 * One collective under way on the conveyor: what it sends by itself, and what it does with each arriving frame. A frame
 * of the next operation is left in the link, so operations follow each other without a barrier.
 *
 * <p>Handlers must not throw: Aeron would report it and advance all the same. Trouble is kept and thrown by
 * {@link #throwIfFailed} after the poll.
 */
abstract class RingOperation implements ControlledFragmentHandler {
    protected final Ring ring;
    protected final RingLink link;
    protected final SegmentFrame frame;
    protected long operation;
    private RuntimeException failure;

    RingOperation(Ring ring, RingLink link) {
        this.ring = ring;
        this.link = link;
        this.frame = new SegmentFrame(ring);
    }

    abstract boolean isDone();

    /** The hop whose frame is awaited, for messages. */
    abstract int awaitedHop();

    /** Sends own frames while there is room; returns how many. */
    abstract int inject();

    /** Takes a frame of this operation; false when the answer cannot be sent yet, so the frame must come again. */
    abstract boolean onSegment(DirectBuffer buffer, int payloadAt, int payloadBytes);

    @Override
    public final Action onFragment(DirectBuffer buffer, int position, int lengthBytes, Header header) {
        if (!frame.decode(buffer, position, lengthBytes) || frame.header().operation() < operation) {
            return Action.CONTINUE;
        }
        if (frame.header().operation() > operation) {
            return Action.ABORT;
        }
        try {
            int payloadAt = position + SegmentFrame.HEADER_BYTES;
            if (!onSegment(buffer, payloadAt, lengthBytes - SegmentFrame.HEADER_BYTES)) {
                return Action.ABORT;
            }
        } catch (RuntimeException e) {
            failure = e;
            return Action.ABORT;
        }
        return isDone() ? Action.BREAK : Action.CONTINUE;
    }

    final void requireLength(int payloadBytes, long expectedBytes) {
        if (payloadBytes != expectedBytes) {
            throw new RingBrokenException("damaged frame: peer=" + ring.peerAt(ring.predecessor()) + " hop="
                    + frame.header().hop() + " segment=" + frame.header().segment() + " bytes=" + payloadBytes
                    + " expected=" + expectedBytes);
        }
    }

    final void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }
}
