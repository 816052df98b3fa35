package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.wire.MessageHeaderDecoder;
import io.rondo.allreduce.wire.MessageHeaderEncoder;
import io.rondo.allreduce.wire.SegmentDecoder;
import io.rondo.allreduce.wire.SegmentEncoder;
import org.agrona.DirectBuffer;

/** The header of a frame in both directions; the elements follow it. One instance a thread, reused for every frame. */
final class SegmentFrame {
    static final int HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + SegmentEncoder.BLOCK_LENGTH;
    /** What fits the largest datagram beside all headers: a multiple of every vector length. */
    static final int MAX_PAYLOAD_BYTES = 65_408;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final SegmentEncoder encoder = new SegmentEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final SegmentDecoder decoder = new SegmentDecoder();
    private final int jobId;
    private final int generation;
    private final FrameFilter filter;

    SegmentFrame(Ring ring) {
        jobId = ring.jobId();
        generation = ring.generation();
        filter = new FrameFilter(ring);
    }

    /** Writes the header into a claimed frame; returns the raw address where the elements go. */
    long encode(BufferClaim claim, long operation, int hop, int segment) {
        encoder.wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(jobId)
                .generation(generation)
                .operation(operation)
                .hop(hop)
                .segment(segment);
        return claim.buffer().addressOffset() + claim.offset() + HEADER_BYTES;
    }

    /** Reads a frame's header. False, and counted, when it is of another job or generation: drop it. */
    boolean decode(DirectBuffer buffer, int position, int lengthBytes) {
        if (lengthBytes < HEADER_BYTES) {
            filter.onForeign();
            return false;
        }
        headerDecoder.wrap(buffer, position);
        if (headerDecoder.schemaId() != SegmentDecoder.SCHEMA_ID
                || headerDecoder.templateId() != SegmentDecoder.TEMPLATE_ID) {
            filter.onForeign();
            return false;
        }
        decoder.wrap(
                buffer,
                position + MessageHeaderDecoder.ENCODED_LENGTH,
                SegmentDecoder.BLOCK_LENGTH,
                SegmentDecoder.SCHEMA_VERSION);
        return filter.admits(decoder.jobId(), decoder.generation());
    }

    /** The header read last. */
    SegmentDecoder header() {
        return decoder;
    }

    /** What was dropped. */
    FrameFilter filter() {
        return filter;
    }
}
