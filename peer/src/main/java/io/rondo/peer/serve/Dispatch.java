package io.rondo.peer.serve;

import io.rondo.allreduce.Lines;

/** A note on its way out, and how much of it has gone. */
final class Dispatch {
    private final Note note;
    private final Payload payload;
    private boolean isNoteOut;
    private long sentBytes;

    Dispatch(Note note, Payload payload) {
        this.note = note;
        this.payload = payload;
    }

    /** Sends what there is room for; returns how many frames that were. */
    int send(Wire wire, Lines lines, int rank) {
        int frames = 0;
        if (!isNoteOut) {
            isNoteOut = wire.send(lines, rank, note);
            frames = isNoteOut ? 1 : 0;
        }
        while (isNoteOut && sentBytes < payload.lengthBytes()) {
            int bytes = wire.sendPiece(lines, rank, payload, sentBytes);
            if (bytes == 0) {
                break;
            }
            sentBytes += bytes;
            frames++;
        }
        return frames;
    }

    boolean isOut() {
        return isNoteOut && sentBytes == payload.lengthBytes();
    }
}
