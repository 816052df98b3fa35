package io.rondo.peer.simulation;

import io.rondo.allreduce.Ring;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;

/** Frames of one generation that have arrived at a process and were not read yet. */
final class Inbox {
    private final Queue<Frame>[] bySender; // rank
    private final int[] expected; // sequence by rank

    @SuppressWarnings({"unchecked", "rawtypes"})
    private Inbox(int size) {
        bySender = new Queue[size];
        for (int rank = 0; rank < size; rank++) {
            bySender[rank] = new ArrayDeque<>();
        }
        expected = new int[size];
    }

    Queue<Frame> from(int rank) {
        return bySender[rank];
    }

    /** The next frame of this rank, or null. */
    Frame poll(int rank) {
        return bySender[rank].poll();
    }

    /** Of a process: one for each generation that it is in or hears of. */
    static final class All {
        private static final int MOST_RANKS = 8;

        private final Map<Integer, Inbox> byGeneration = new HashMap<>();
        private final boolean takesAnyGeneration; // a flaw
        private int open; // generation, 0 for none
        private int least = 1; // of generations that count

        All(boolean takesAnyGeneration) {
            this.takesAnyGeneration = takesAnyGeneration;
        }

        Inbox open(Ring ring) {
            open = ring.generation();
            least = open;
            return byGeneration.computeIfAbsent(open, generation -> new Inbox(MOST_RANKS));
        }

        void close(Ring ring) {
            byGeneration.remove(ring.generation());
            least = Math.max(least, ring.generation() + 1);
            open = 0;
        }

        /** Takes a frame, unless it is of a generation gone by or has been here before; returns where it lies then. */
        Queue<Frame> accept(Frame frame) {
            int generation = takesAnyGeneration && open > 0 ? open : frame.generation();
            if (generation < least) {
                return null;
            }
            Inbox inbox = byGeneration.computeIfAbsent(generation, any -> new Inbox(MOST_RANKS));
            if (inbox.expected[frame.from()] != frame.sequence()) {
                return null;
            }
            inbox.expected[frame.from()]++;
            inbox.bySender[frame.from()].add(frame);
            return inbox.bySender[frame.from()];
        }
    }
}
