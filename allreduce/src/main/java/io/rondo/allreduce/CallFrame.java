package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.wire.CallDecoder;
import io.rondo.allreduce.wire.CallEncoder;
import io.rondo.allreduce.wire.DoneDecoder;
import io.rondo.allreduce.wire.DoneEncoder;
import io.rondo.allreduce.wire.MessageHeaderDecoder;
import io.rondo.allreduce.wire.MessageHeaderEncoder;
import io.rondo.allreduce.wire.WantDecoder;
import io.rondo.allreduce.wire.WantEncoder;
import org.agrona.DirectBuffer;

/** The messages of a {@link Rendezvous} in both directions. One instance a thread, reused for every message. */
final class CallFrame {
    static final int CALL_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + CallEncoder.BLOCK_LENGTH;
    static final int DONE_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + DoneEncoder.BLOCK_LENGTH;
    static final int WANT_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + WantEncoder.BLOCK_LENGTH;
    /** What fits 32 KiB beside both headers. */
    static final int MAX_PAYLOAD_BYTES = 32 * 1024 - 32 - CALL_BYTES;
    /** Operation of a greeting. */
    static final long GREETING = -1;

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final CallEncoder callEncoder = new CallEncoder();
    private final DoneEncoder doneEncoder = new DoneEncoder();
    private final WantEncoder wantEncoder = new WantEncoder();
    private final MessageHeaderDecoder headerDecoder = new MessageHeaderDecoder();
    private final CallDecoder call = new CallDecoder();
    private final DoneDecoder done = new DoneDecoder();
    private final WantDecoder want = new WantDecoder();
    private final int jobId;
    private final int generation;
    private final FrameFilter filter;

    CallFrame(Ring ring) {
        jobId = ring.jobId();
        generation = ring.generation();
        filter = new FrameFilter(ring);
    }

    /** Writes a call into a claimed frame; returns the raw address where its payload goes. */
    long encodeCall(BufferClaim claim, Call mine) {
        callEncoder
                .wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(jobId)
                .generation(generation)
                .operation(mine.operation)
                .collective(mine.signature())
                .lengthBytes(mine.lengthBytes)
                .weight(mine.weight)
                .rider(mine.rider)
                .arrivalNs(mine.arrivalNs)
                .sourceAt(mine.sourceAt)
                .targetAt(mine.targetAt);
        return claim.buffer().addressOffset() + claim.offset() + CALL_BYTES;
    }

    /** Writes a greeting: this rank is there, and sees all others or not yet. */
    void encodeGreeting(BufferClaim claim, boolean seesAll) {
        callEncoder
                .wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(jobId)
                .generation(generation)
                .operation(GREETING)
                .weight(seesAll ? 1 : 0);
    }

    void encodeDone(BufferClaim claim, long operation) {
        doneEncoder
                .wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(jobId)
                .generation(generation)
                .operation(operation);
    }

    /** Writes a wish into a claimed frame; the frames wanted follow it. */
    void encodeWant(BufferClaim claim, long operation) {
        wantEncoder
                .wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(jobId)
                .generation(generation)
                .operation(operation);
    }

    /** The call in a message, or null when it is none of this ring's. */
    CallDecoder decodeCall(DirectBuffer buffer, int position) {
        headerDecoder.wrap(buffer, position);
        if (headerDecoder.schemaId() != CallDecoder.SCHEMA_ID
                || headerDecoder.templateId() != CallDecoder.TEMPLATE_ID) {
            return null;
        }
        call.wrap(
                buffer,
                position + MessageHeaderDecoder.ENCODED_LENGTH,
                CallDecoder.BLOCK_LENGTH,
                CallDecoder.SCHEMA_VERSION);
        return filter.admits(call.jobId(), call.generation()) ? call : null;
    }

    /** The end of a collective in a message, or null when it is none of this ring's. */
    DoneDecoder decodeDone(DirectBuffer buffer, int position) {
        headerDecoder.wrap(buffer, position);
        if (headerDecoder.schemaId() != DoneDecoder.SCHEMA_ID
                || headerDecoder.templateId() != DoneDecoder.TEMPLATE_ID) {
            return null;
        }
        done.wrap(
                buffer,
                position + MessageHeaderDecoder.ENCODED_LENGTH,
                DoneDecoder.BLOCK_LENGTH,
                DoneDecoder.SCHEMA_VERSION);
        return filter.admits(done.jobId(), done.generation()) ? done : null;
    }

    /** What a rank lacks in a message, or null when it is none of this ring's. */
    WantDecoder decodeWant(DirectBuffer buffer, int position) {
        headerDecoder.wrap(buffer, position);
        if (headerDecoder.schemaId() != WantDecoder.SCHEMA_ID
                || headerDecoder.templateId() != WantDecoder.TEMPLATE_ID) {
            return null;
        }
        want.wrap(
                buffer,
                position + MessageHeaderDecoder.ENCODED_LENGTH,
                WantDecoder.BLOCK_LENGTH,
                WantDecoder.SCHEMA_VERSION);
        return filter.admits(want.jobId(), want.generation()) ? want : null;
    }

    /** What was dropped. */
    FrameFilter filter() {
        return filter;
    }
}
