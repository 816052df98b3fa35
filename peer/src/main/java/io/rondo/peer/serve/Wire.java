package io.rondo.peer.serve;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.Lines;
import io.rondo.allreduce.Ring;
import io.rondo.peer.serve.wire.MessageHeaderDecoder;
import io.rondo.peer.serve.wire.MessageHeaderEncoder;
import io.rondo.peer.serve.wire.NoteFrameDecoder;
import io.rondo.peer.serve.wire.NoteFrameEncoder;
import io.rondo.peer.serve.wire.PieceFrameDecoder;
import io.rondo.peer.serve.wire.PieceFrameEncoder;
import org.agrona.DirectBuffer;

/** Notes and pieces as frames, in both directions, over one generation's lines. One thread. */
final class Wire {
    private static final int NOTE_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + NoteFrameEncoder.BLOCK_LENGTH;
    private static final int PIECE_HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + PieceFrameEncoder.BLOCK_LENGTH;

    /** Is told what has come. */
    interface Listener {
        void onNote(int fromRank, Note note);

        /** @param start of the bytes in the buffer */
        void onPiece(int fromRank, DirectBuffer buffer, int start, int lengthBytes);
    }

    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final NoteFrameEncoder noteEncoder = new NoteFrameEncoder();
    private final PieceFrameEncoder pieceEncoder = new PieceFrameEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final NoteFrameDecoder note = new NoteFrameDecoder();
    private final PieceFrameDecoder piece = new PieceFrameDecoder();
    private final Ring ring;
    private final Listener listener;

    Wire(Ring ring, Listener listener) {
        this.ring = ring;
        this.listener = listener;
    }

    /** @return false when there is no room for it now */
    boolean send(Lines lines, int rank, Note what) {
        BufferClaim claim = lines.tryClaim(rank, NOTE_BYTES);
        if (claim == null) {
            return false;
        }
        noteEncoder
                .wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(ring.jobId())
                .generation(ring.generation())
                .kind(what.kind().ordinal())
                .part(what.part())
                .worker(what.worker())
                .version(what.version())
                .isDropped(what.isDropped() ? 1 : 0)
                .number(what.number())
                .committedIn(what.committedIn())
                .samples(what.samples())
                .lossSum(what.lossSum())
                .updates(what.updates())
                .lengthBytes(what.lengthBytes());
        lines.commit();
        return true;
    }

    /** @return how many bytes went out, 0 when there is no room now */
    int sendPiece(Lines lines, int rank, Payload payload, long at) {
        int bytes = (int) Math.min(lines.frameBytes(rank) - PIECE_HEADER_BYTES, payload.lengthBytes() - at);
        BufferClaim claim = lines.tryClaim(rank, PIECE_HEADER_BYTES + bytes);
        if (claim == null) {
            return 0;
        }
        pieceEncoder
                .wrapAndApplyHeader(claim.buffer(), claim.offset(), headerEncoder)
                .jobId(ring.jobId())
                .generation(ring.generation());
        payload.read(at, claim.buffer(), claim.offset() + PIECE_HEADER_BYTES, bytes);
        lines.commit();
        return bytes;
    }

    boolean onFrame(int fromRank, DirectBuffer buffer, int start, int lengthBytes) {
        header.wrap(buffer, start);
        if (header.schemaId() != MessageHeaderEncoder.SCHEMA_ID) {
            return true;
        }
        if (header.templateId() == NoteFrameDecoder.TEMPLATE_ID) {
            onNote(fromRank, buffer, start);
        } else if (header.templateId() == PieceFrameDecoder.TEMPLATE_ID) {
            onPiece(fromRank, buffer, start, lengthBytes);
        }
        return true;
    }

    private void onPiece(int fromRank, DirectBuffer buffer, int start, int lengthBytes) {
        piece.wrapAndApplyHeader(buffer, start, header);
        if (piece.jobId() == ring.jobId() && piece.generation() == ring.generation()) {
            listener.onPiece(fromRank, buffer, start + PIECE_HEADER_BYTES, lengthBytes - PIECE_HEADER_BYTES);
        }
    }

    private void onNote(int fromRank, DirectBuffer buffer, int start) {
        note.wrapAndApplyHeader(buffer, start, header);
        boolean isOurs = note.jobId() == ring.jobId() && note.generation() == ring.generation();
        if (isOurs && Kind.isKnown(note.kind())) {
            listener.onNote(
                    fromRank,
                    new Note(
                            Kind.of(note.kind()),
                            note.part(),
                            note.worker(),
                            note.version(),
                            note.number(),
                            note.isDropped() == 1,
                            note.committedIn(),
                            note.samples(),
                            note.lossSum(),
                            note.updates(),
                            note.lengthBytes()));
        }
    }
}
