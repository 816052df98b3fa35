package io.rondo.peer.data.deal;

import io.rondo.peer.RondoException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How samples are shared out among the ranks of a ring, each with its own batch. A full step gives every rank its
 * batch. What is less than a full step is shared in proportion to the batches: rank r takes {@code floor(total *
 * batch[r] / sum of batches)}, and what the rounding leaves goes to the lowest ranks, one each. With equal batches that
 * is as even as possible, and no rank ever takes more than its batch.
 *
 * <p>The same rule shares out a whole data set ({@link #share}), and the two fit: what rank r takes over an epoch's
 * steps is exactly its share of the epoch, since full steps take whole multiples of the batches from it.
 */
public final class Deal {
    private final int[] batches;
    private final int sum;

    private Deal(int[] batches) {
        if (batches.length == 0 || Arrays.stream(batches).min().getAsInt() < 1) {
            throw new IllegalArgumentException("every rank needs a batch of at least 1: " + Arrays.toString(batches));
        }
        this.batches = batches;
        this.sum = Arrays.stream(batches).reduce(0, Math::addExact);
    }

    /** Batches by rank. */
    public static Deal of(int... batches) {
        return new Deal(batches.clone());
    }

    /** The same batch for every rank. */
    public static Deal even(int ranks, int batch) {
        int[] batches = new int[ranks];
        Arrays.fill(batches, batch);
        return new Deal(batches);
    }

    /**
     * Refuses to begin with fewer training samples than peers: some would never have any.
     *
     * @throws RondoException saying so
     */
    public static void requireEnough(String set, int samples, int peers) {
        if (samples < peers) {
            throw new RondoException("data set " + set + " has " + samples + " training samples for " + peers
                    + " peers, expected at least one for each: use more data or fewer peers");
        }
    }

    public int ranks() {
        return batches.length;
    }

    /** Batches by rank, a copy. */
    public List<Integer> batches() {
        return IntStream.of(batches).boxed().toList();
    }

    /** Samples of a full step. */
    public int perStep() {
        return sum;
    }

    /** How many samples rank {@code rank} takes in the next step when the epoch has {@code left} of them left. */
    public int count(int left, int rank) {
        return left >= sum ? batches[rank] : share(left, rank);
    }

    /** Where rank {@code rank}'s slice of the next step begins, counted from the cursor. */
    public int start(int left, int rank) {
        return shareStart(Math.min(left, sum), rank);
    }

    /** How many of {@code total} samples are rank {@code rank}'s, in proportion to its batch. */
    public int share(int total, int rank) {
        return floor(total, rank) + (rank < rest(total) ? 1 : 0);
    }

    /** How many of {@code total} samples belong to the ranks before {@code rank}. */
    public int shareStart(int total, int rank) {
        int start = Math.min(rank, rest(total));
        for (int r = 0; r < rank; r++) {
            start += floor(total, r);
        }
        return start;
    }

    private int floor(int total, int rank) {
        return (int) ((long) total * batches[rank] / sum);
    }

    private int rest(int total) {
        int rest = total;
        for (int r = 0; r < batches.length; r++) {
            rest -= floor(total, r);
        }
        return rest;
    }
}
