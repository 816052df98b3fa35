package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.wire.MessageHeaderDecoder;
import io.rondo.allreduce.wire.MessageHeaderEncoder;
import io.rondo.allreduce.wire.SegmentDecoder;
import io.rondo.allreduce.wire.SegmentEncoder;
import org.agrona.DirectBuffer;

/** The header of a frame in both directions; the values follow it. One instance a thread, reused for every frame. */
final class SegmentFrame {
    static final int HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + SegmentEncoder.BLOCK_LENGTH;
    /** 8,160 float32 values: a multiple of every vector length that fits 32 KiB with both headers. */
    static final int MAX_PAYLOAD_BYTES = 32_640;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final SegmentEncoder encoder = new SegmentEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final SegmentDecoder decoder = new SegmentDecoder();
    private final int jobId;
    private final int generation;
    private long strangers;

    SegmentFrame(Ring ring) {
        jobId = ring.jobId();
        generation = ring.generation();
    }

    /** Writes the header into a claimed frame, tallies zero; returns the raw address where the values go. */
    long encode(BufferClaim claim, long operation, long elements, int hop, int segment) {
        encoder.wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(jobId)
                .generation(generation)
                .operation(operation)
                .elements(elements)
                .hop(hop)
                .segment(segment);
        tallies(0, 0, 0);
        return claim.buffer().addressOffset() + claim.offset() + HEADER_BYTES;
    }

    /** Writes what is summed up along the way into the frame encoded last. */
    void tallies(long samples, double rider, long lastArrivalNs) {
        encoder.samples(samples).rider(rider).lastArrivalNs(lastArrivalNs);
    }

    /** Reads a frame's header. False, and counted, when it is of another job or generation: drop it. */
    boolean decode(DirectBuffer buffer, int position, int lengthBytes) {
        if (lengthBytes < HEADER_BYTES) {
            strangers++;
            return false;
        }
        headerDecoder.wrap(buffer, position);
        if (headerDecoder.schemaId() != SegmentDecoder.SCHEMA_ID
                || headerDecoder.templateId() != SegmentDecoder.TEMPLATE_ID) {
            strangers++;
            return false;
        }
        decoder.wrap(
                buffer,
                position + MessageHeaderDecoder.ENCODED_LENGTH,
                SegmentDecoder.BLOCK_LENGTH,
                SegmentDecoder.SCHEMA_VERSION);
        if (decoder.jobId() != jobId || decoder.generation() != generation) {
            strangers++;
            return false;
        }
        return true;
    }

    /** The header read last. */
    SegmentDecoder header() {
        return decoder;
    }

    /** Frames dropped because they were of another job or generation. */
    long strangers() {
        return strangers;
    }
}
