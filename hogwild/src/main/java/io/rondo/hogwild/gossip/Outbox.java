package io.rondo.hogwild.gossip;

import io.rondo.allreduce.Messages;
import io.rondo.hogwild.token.TokenMessage;
import io.rondo.hogwild.token.Turn;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Notes about tokens that wait to be sent, in order. A note about a vector that its reader cannot see in memory comes after
 * the vector itself, in pieces. Gossip thread only.
 */
final class Outbox {
    private static final int PIECES_PER_CYCLE = 256;

    private record Entry(TokenMessage message, Turn turn, int toRank, double weight, MemorySegment vector) {
        boolean isAnswer() {
            return message == TokenMessage.ANSWER;
        }
    }

    private final Queue<Entry> entries = new ArrayDeque<>();
    private Turn offerSent; // whose pieces have gone out, or are about to
    private Turn answerSent;
    private long sentBytes; // of the first entry's vector

    /** @param vector to go before the note, or null when the reader sees it */
    void add(TokenMessage message, Turn turn, int toRank, double weight, MemorySegment vector) {
        boolean isWaiting = entries.stream().anyMatch(entry -> entry.message == message && turn.equals(entry.turn));
        if (isWaiting) {
            return;
        }
        boolean isAnswer = message == TokenMessage.ANSWER;
        boolean hasGone = turn.equals(isAnswer ? answerSent : offerSent);
        entries.add(new Entry(message, turn, toRank, weight, hasGone ? null : vector));
        if (vector != null && isAnswer) {
            answerSent = turn;
        } else if (vector != null) {
            offerSent = turn;
        }
    }

    /** Sends what there is room for; returns how much it was. */
    int send(Messages messages, GossipWire wire) {
        int sent = 0;
        for (Entry first = entries.peek(); first != null && sent < PIECES_PER_CYCLE; first = entries.peek()) {
            boolean isVectorOut = first.vector == null || sentBytes == first.vector.byteSize();
            if (isVectorOut) {
                if (!wire.sendToken(messages, first.message, first.turn, first.toRank, first.weight)) {
                    break;
                }
                entries.remove();
                sentBytes = 0;
            } else {
                int lengthBytes = (int) Math.min(GossipWire.PIECE_BYTES, first.vector.byteSize() - sentBytes);
                if (!wire.sendPiece(
                        messages, first.turn, first.isAnswer(), first.toRank, first.vector, sentBytes, lengthBytes)) {
                    break;
                }
                sentBytes += lengthBytes;
            }
            sent++;
        }
        return sent;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The view is over. */
    void clear() {
        entries.clear();
        sentBytes = 0;
        offerSent = null;
        answerSent = null;
    }
}
