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
abstract class RingOperation implements ControlledFragmentHandler, WantReader {
    protected final Ring ring;
    protected final RingLink link;
    protected final RingWatch watch;
    protected final SegmentFrame frame;
    /** Null while there is one rail: what was sent comes, and once. */
    protected final Received received;

    protected long operation;
    private RuntimeException failure;

    RingOperation(Ring ring, RingLink link, RingWatch watch) {
        this.ring = ring;
        this.link = link;
        this.watch = watch;
        this.frame = new SegmentFrame(ring);
        this.received = link.rails() > 1 ? new Received() : null;
    }

    abstract boolean isDone();

    /** The hop whose frame is awaited, for messages. */
    abstract int awaitedHop();

    /** Sends own frames while there is room; returns how many. */
    abstract int inject();

    /** Sends a frame once more that the successor has not got, if this rank has what is in it. */
    abstract void resend(int hop, int segment);

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
            if (received != null && received.has(hop(), segment())) {
                return Action.CONTINUE;
            }
            int payloadAt = position + SegmentFrame.HEADER_BYTES;
            if (!onSegment(buffer, payloadAt, lengthBytes - SegmentFrame.HEADER_BYTES)) {
                return Action.ABORT;
            }
            if (received != null) {
                received.add(hop(), segment());
            }
            watch.onPassed(ring, Stage.TAKEN, hop());
        } catch (RuntimeException e) {
            failure = e;
            return Action.ABORT;
        }
        return isDone() ? Action.BREAK : Action.CONTINUE;
    }

    private int hop() {
        return frame.header().hop();
    }

    private int segment() {
        return frame.header().segment();
    }

    /** The successor lacks a frame: the rail that it went by is not to be trusted. */
    @Override
    public final void onWant(int hop, int segment) {
        if (!received.isFrame(hop, segment)) {
            return;
        }
        int rail = received.railOf(hop, segment);
        if (rail >= 0) {
            link.suspect(rail, operation);
            resend(hop, segment);
        }
    }

    /** Lists what has not come: see {@link Received#missing}. */
    final int missing(int[] pairs) {
        return received.missing(pairs);
    }

    /** What was dropped. */
    final FrameFilter filter() {
        return frame.filter();
    }

    /** Remembers which rail the frame just claimed takes. */
    protected final void onSent(int hop, int segment) {
        if (received != null) {
            received.onSent(hop, segment, link.lastRail());
        }
    }

    final void requireLength(int payloadBytes, long expectedBytes) {
        if (payloadBytes != expectedBytes) {
            throw new RingBrokenException("damaged frame: peer=" + ring.peerAt(ring.predecessor()) + " hop="
                    + hop() + " segment=" + segment() + " bytes=" + payloadBytes
                    + " expected=" + expectedBytes);
        }
    }

    final void throwIfFailed() {
        if (failure != null) {
            throw failure;
        }
    }
}
