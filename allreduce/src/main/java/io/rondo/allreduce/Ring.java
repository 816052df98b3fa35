package io.rondo.allreduce;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One rank's place in a ring, fixed for a generation.
 *
 * @param job name of the job; frames of other jobs are dropped
 * @param generation of the view that this ring was made from; frames of other generations are dropped
 * @param seats the members in rank order; those of one host follow each other
 * @param rank this process's place, {@code 0 .. size - 1}
 */
public record Ring(String job, int generation, List<Seat> seats, int rank) {
    static final int MAX_SIZE = 1024;
    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    public Ring {
        seats = List.copyOf(seats);
        if (seats.isEmpty() || seats.size() > MAX_SIZE) {
            throw new IllegalArgumentException("a ring has 1 to " + MAX_SIZE + " peers, got " + seats.size());
        }
        if (rank < 0 || rank >= seats.size()) {
            throw new IllegalArgumentException("rank=" + rank + " outside a ring of " + seats.size());
        }
    }

    /**
     * A ring on one host, which needs no addresses.
     *
     * @param peers ids of the members in rank order
     */
    public static Ring ofOneHost(String job, int generation, List<Integer> peers, int rank) {
        return new Ring(
                job,
                generation,
                peers.stream().map(peer -> new Seat(peer, "", 0, List.of())).toList(),
                rank);
    }

    public int size() {
        return seats.size();
    }

    /** This process's place and addresses. */
    public Seat seat() {
        return seats.get(rank);
    }

    /** Ranks of the members of one host, in order. */
    int[] ranksOf(String host) {
        return IntStream.range(0, size())
                .filter(each -> seats.get(each).host().equals(host))
                .toArray();
    }

    /** The lowest rank of a rank's host: it holds the host's data driver. */
    public int leaderOf(int each) {
        return ranksOf(seats.get(each).host())[0];
    }

    /** The lowest rank of each host, in order. */
    int[] leaders() {
        return IntStream.range(0, size()).filter(each -> each == leaderOf(each)).toArray();
    }

    /** Only some of the members, this one among them, in their order. */
    Ring only(int[] ranks) {
        int place = IntStream.range(0, ranks.length)
                .filter(i -> ranks[i] == rank)
                .findFirst()
                .orElseThrow();
        return new Ring(
                job, generation, IntStream.of(ranks).mapToObj(seats::get).toList(), place);
    }

    public int successor() {
        return (rank + 1) % size();
    }

    public int predecessor() {
        return Math.floorMod(rank - 1, size());
    }

    /** Ids of the members in rank order. */
    public List<Integer> peers() {
        return seats.stream().map(Seat::peer).toList();
    }

    /** Id of the peer at a rank. */
    public int peerAt(int rank) {
        return seats.get(rank).peer();
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
