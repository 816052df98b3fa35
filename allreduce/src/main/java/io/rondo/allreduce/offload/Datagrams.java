package io.rondo.allreduce.offload;

import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Where datagrams end in a row of Aeron frames. Offsets are into the buffer; nothing here allocates or throws, whatever the
 * bytes are.
 */
final class Datagrams {
    private static final int HEADER_BYTES = DataHeaderFlyweight.HEADER_LENGTH;

    private Datagrams() {}

    /**
     * Of frames to send: the end of the first datagram, which takes as many frames as fit, and in any case one.
     *
     * @param limit where the row ends; a frame that says it is longer is padding, of which only the header is sent
     */
    static int datagramEnd(UnsafeBuffer frames, int offset, int limit, int frameBytes) {
        int end = frameEnd(frames, offset, limit);
        while (end < limit) {
            int next = frameEnd(frames, end, limit);
            if (next - offset > frameBytes) {
                break;
            }
            end = next;
        }
        return end;
    }

    /** Of frames to send: the end of what one write can be cut into, datagrams of full length and at most one shorter. */
    static int runEnd(UnsafeBuffer frames, int offset, int limit, int frameBytes) {
        int most = Math.min(limit, offset + FrameSize.MOST_PER_SEND * frameBytes);
        int end = offset;
        int lengthBytes;
        do {
            int next = datagramEnd(frames, end, limit, frameBytes);
            lengthBytes = next - end;
            if (lengthBytes > frameBytes || next > most) {
                break;
            }
            end = next;
        } while (lengthBytes == frameBytes && end < most);
        return end;
    }

    private static int frameEnd(UnsafeBuffer frames, int offset, int limit) {
        int lengthBytes = FrameDescriptor.frameLength(frames, offset);
        return isWithin(lengthBytes, limit - offset)
                ? offset + BitUtil.align(lengthBytes, FrameDescriptor.FRAME_ALIGNMENT)
                : limit;
    }

    /**
     * Of what has been received: the end of the first piece to hand on. A piece is one frame, or several that follow each
     * other in their term without a gap up to {@code pieceBytes}, as a datagram of a stock sender has them.
     */
    static int pieceEnd(UnsafeBuffer received, int offset, int limit, int pieceBytes) {
        int end = receivedFrameEnd(received, offset, limit);
        while (limit - end >= HEADER_BYTES && follows(received, offset, end)) {
            int next = receivedFrameEnd(received, end, limit);
            if (next - offset > pieceBytes) {
                break;
            }
            end = next;
        }
        return end;
    }

    private static int receivedFrameEnd(UnsafeBuffer received, int offset, int limit) {
        int availableBytes = limit - offset;
        if (availableBytes <= HEADER_BYTES) {
            return limit;
        }
        int lengthBytes = FrameDescriptor.frameLength(received, offset);
        int type = FrameDescriptor.frameType(received, offset);
        if (type == HeaderFlyweight.HDR_TYPE_PAD || (type == HeaderFlyweight.HDR_TYPE_DATA && lengthBytes == 0)) {
            return offset + HEADER_BYTES; // padding and heartbeats are a header alone
        }
        if (!isWithin(lengthBytes, availableBytes)) {
            return limit; // damaged: what is left is one piece, for Aeron to judge
        }
        return offset
                + (type == HeaderFlyweight.HDR_TYPE_DATA
                        ? BitUtil.align(lengthBytes, FrameDescriptor.FRAME_ALIGNMENT)
                        : lengthBytes);
    }

    /** True when data at {@code next} directly follows in the same term of the same stream what begins at {@code offset}. */
    private static boolean follows(UnsafeBuffer received, int offset, int next) {
        return FrameDescriptor.frameType(received, offset) == HeaderFlyweight.HDR_TYPE_DATA
                && FrameDescriptor.frameType(received, next) == HeaderFlyweight.HDR_TYPE_DATA
                && FrameDescriptor.frameLength(received, next) > 0
                && received.getInt(next + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET)
                                - received.getInt(offset + DataHeaderFlyweight.TERM_OFFSET_FIELD_OFFSET)
                        == next - offset
                && received.getInt(next + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET)
                        == received.getInt(offset + DataHeaderFlyweight.TERM_ID_FIELD_OFFSET)
                && received.getLong(next + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET)
                        == received.getLong(offset + DataHeaderFlyweight.SESSION_ID_FIELD_OFFSET); // and stream id
    }

    private static boolean isWithin(int lengthBytes, int availableBytes) {
        return lengthBytes > 0
                && lengthBytes <= availableBytes
                && BitUtil.align(lengthBytes, FrameDescriptor.FRAME_ALIGNMENT) <= availableBytes;
    }
}
