package io.rondo.peer.serve;

import io.rondo.allreduce.Lines;
import java.util.ArrayDeque;
import java.util.Queue;

/** What is to go out to one rank, a note with its bytes after the other. */
final class Outbox {
    private final int rank;
    private final Queue<Dispatch> waiting = new ArrayDeque<>();

    Outbox(int rank) {
        this.rank = rank;
    }

    void add(Note note, Payload payload) {
        waiting.add(new Dispatch(note, payload));
    }

    /** Sends what there is room for; returns how many frames that were. */
    int send(Wire wire, Lines lines) {
        int frames = 0;
        while (!waiting.isEmpty()) {
            frames += waiting.peek().send(wire, lines, rank);
            if (!waiting.peek().isOut()) {
                break;
            }
            waiting.remove();
        }
        return frames;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
