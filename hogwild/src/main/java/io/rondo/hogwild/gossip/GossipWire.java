package io.rondo.hogwild.gossip;

import io.rondo.allreduce.Messages;
import io.rondo.allreduce.Ring;
import io.rondo.hogwild.token.TokenMessage;
import io.rondo.hogwild.token.Turn;
import io.rondo.hogwild.wire.MessageHeaderDecoder;
import io.rondo.hogwild.wire.MessageHeaderEncoder;
import io.rondo.hogwild.wire.NewsDecoder;
import io.rondo.hogwild.wire.NewsEncoder;
import io.rondo.hogwild.wire.PieceDecoder;
import io.rondo.hogwild.wire.PieceEncoder;
import io.rondo.hogwild.wire.TokenNoteDecoder;
import io.rondo.hogwild.wire.TokenNoteEncoder;
import java.lang.foreign.MemorySegment;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** Gossip's messages in both directions. Those of other jobs and generations are dropped. Gossip thread only. */
final class GossipWire {
    private static final TokenMessage[] KINDS = TokenMessage.values();
    private static final int PIECE_HEADER_BYTES = MessageHeaderEncoder.ENCODED_LENGTH + PieceEncoder.BLOCK_LENGTH;
    /** Float32 values that a piece carries, in bytes. */
    static final int PIECE_BYTES = (Messages.MAX_BYTES - PIECE_HEADER_BYTES) / Float.BYTES * Float.BYTES;

    /** Is told what has come. */
    interface Listener {
        void onToken(TokenMessage message, Turn turn, double weight, int fromRank, int toRank);

        void onNews(int fromRank, PeerNews news, ConsensusCall call);

        /** @param start of the values in the buffer */
        void onPiece(Turn turn, boolean isAnswer, int toRank, long at, DirectBuffer buffer, int start, int lengthBytes);
    }

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[Messages.MAX_BYTES]);
    private final MemorySegment bytes = MemorySegment.ofArray(buffer.byteArray());
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final TokenNoteEncoder noteEncoder = new TokenNoteEncoder();
    private final NewsEncoder newsEncoder = new NewsEncoder();
    private final PieceEncoder pieceEncoder = new PieceEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final TokenNoteDecoder note = new TokenNoteDecoder();
    private final NewsDecoder news = new NewsDecoder();
    private final PieceDecoder piece = new PieceDecoder();
    private final Ring ring;
    private final Listener listener;

    GossipWire(Ring ring, Listener listener) {
        this.ring = ring;
        this.listener = listener;
    }

    boolean sendToken(Messages messages, TokenMessage kind, Turn turn, int toRank, double weight) {
        noteEncoder
                .wrapAndApplyHeader(buffer, 0, headerEncoder)
                .jobId(ring.jobId())
                .number(turn.number())
                .turn(turn.turn())
                .kind(kind.ordinal())
                .slot(turn.slot())
                .toRank(toRank)
                .weight(weight);
        return messages.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + TokenNoteEncoder.BLOCK_LENGTH);
    }

    boolean sendNews(Messages messages, PeerNews own, ConsensusCall call) {
        newsEncoder
                .wrapAndApplyHeader(buffer, 0, headerEncoder)
                .jobId(ring.jobId())
                .generation(ring.generation())
                .steps(own.steps())
                .samples(own.samples())
                .lossSum(own.lossSum())
                .epoch(own.epoch())
                .isDone(own.isDone() ? 1 : 0)
                .consensus(call.round())
                .isLastConsensus(call.isLast() ? 1 : 0)
                .spread(own.spread());
        return messages.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + NewsEncoder.BLOCK_LENGTH);
    }

    /** Sends {@code vector[at .. at + lengthBytes - 1]}, at most {@link #PIECE_BYTES}. */
    boolean sendPiece(
            Messages messages,
            Turn turn,
            boolean isAnswer,
            int toRank,
            MemorySegment vector,
            long at,
            int lengthBytes) {
        pieceEncoder
                .wrapAndApplyHeader(buffer, 0, headerEncoder)
                .jobId(ring.jobId())
                .number(turn.number())
                .turn(turn.turn())
                .slot(turn.slot())
                .isAnswer(isAnswer ? 1 : 0)
                .toRank(toRank)
                .at(at);
        MemorySegment.copy(vector, at, bytes, PIECE_HEADER_BYTES, lengthBytes);
        return messages.offer(buffer, 0, PIECE_HEADER_BYTES + lengthBytes);
    }

    void onMessage(int fromRank, DirectBuffer from, int start, int lengthBytes) {
        header.wrap(from, start);
        if (header.schemaId() != MessageHeaderEncoder.SCHEMA_ID) {
            return;
        }
        switch (header.templateId()) {
            case TokenNoteDecoder.TEMPLATE_ID -> onNote(fromRank, from, start);
            case NewsDecoder.TEMPLATE_ID -> onNews(fromRank, from, start);
            case PieceDecoder.TEMPLATE_ID -> onPiece(from, start, lengthBytes);
            default -> {}
        }
    }

    private void onNote(int fromRank, DirectBuffer from, int start) {
        note.wrapAndApplyHeader(from, start, header);
        if (isOurs(note.jobId(), note.number()) && note.kind() >= 0 && note.kind() < KINDS.length) {
            Turn turn = new Turn(note.slot(), note.number(), note.turn());
            listener.onToken(KINDS[note.kind()], turn, note.weight(), fromRank, note.toRank());
        }
    }

    private void onNews(int fromRank, DirectBuffer from, int start) {
        news.wrapAndApplyHeader(from, start, header);
        if (isOurs(news.jobId(), news.generation())) {
            PeerNews its = new PeerNews(
                    news.steps(), news.samples(), news.lossSum(), news.epoch(), news.isDone() == 1, news.spread());
            listener.onNews(fromRank, its, new ConsensusCall(news.consensus(), news.isLastConsensus() == 1));
        }
    }

    private void onPiece(DirectBuffer from, int start, int lengthBytes) {
        piece.wrapAndApplyHeader(from, start, header);
        if (isOurs(piece.jobId(), piece.number())) {
            Turn turn = new Turn(piece.slot(), piece.number(), piece.turn());
            listener.onPiece(
                    turn,
                    piece.isAnswer() == 1,
                    piece.toRank(),
                    piece.at(),
                    from,
                    start + PIECE_HEADER_BYTES,
                    lengthBytes - PIECE_HEADER_BYTES);
        }
    }

    private boolean isOurs(int jobId, int generation) {
        return jobId == ring.jobId() && generation == ring.generation();
    }
}
