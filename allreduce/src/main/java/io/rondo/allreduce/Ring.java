package io.rondo.allreduce;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One rank's place in a ring, fixed for a generation.
 *
 * @param job name of the job; frames of other jobs are dropped
 * @param generation of the view that this ring was made from; frames of other generations are dropped
 * @param peers ids of the members in rank order, for messages to people
 * @param rank this process's place, {@code 0 .. size - 1}
 */
public record Ring(String job, int generation, List<Integer> peers, int rank) {
    static final int MAX_SIZE = 1024;
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    public Ring {
        peers = List.copyOf(peers);
        if (peers.isEmpty() || peers.size() > MAX_SIZE) {
            throw new IllegalArgumentException("a ring has 1 to " + MAX_SIZE + " peers, got " + peers.size());
        }
        if (rank < 0 || rank >= peers.size()) {
            throw new IllegalArgumentException("rank=" + rank + " outside a ring of " + peers.size());
        }
    }

    public int size() {
        return peers.size();
    }

    public int successor() {
        return (rank + 1) % size();
    }

    public int predecessor() {
        return Math.floorMod(rank - 1, size());
    }

    /** Id of the peer at a rank. */
    public int peerAt(int rank) {
        return peers.get(rank);
    }

    /** The job's name as frames carry it: FNV-1a, 32 bits. */
    public int jobId() {
        int hash = FNV_OFFSET;
        for (byte b : job.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
