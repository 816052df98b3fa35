package io.rondo.peer.serve;

import org.agrona.DirectBuffer;

/** A note that is coming in, with where its bytes go. */
final class Arrival {
    private final Note note;
    private final Payload payload;
    private long receivedBytes;

    Arrival(Note note, Payload payload) {
        if (note.lengthBytes() != payload.lengthBytes()) {
            throw new IllegalArgumentException(
                    note + ": " + payload.lengthBytes() + " bytes are expected; do all peers run the same build?");
        }
        this.note = note;
        this.payload = payload;
    }

    void onPiece(DirectBuffer buffer, int start, int lengthBytes) {
        payload.write(receivedBytes, buffer, start, lengthBytes);
        receivedBytes += lengthBytes;
    }

    boolean isWhole() {
        return receivedBytes == note.lengthBytes();
    }

    Note note() {
        return note;
    }

    Payload payload() {
        return payload;
    }
}
