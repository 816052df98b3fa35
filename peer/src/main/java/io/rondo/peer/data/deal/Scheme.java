package io.rondo.peer.data.deal;

import io.rondo.peer.RondoException;
import io.rondo.peer.data.random.SplitMix;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the order of an epoch's samples is made. All but {@link #SHUFFLE} first cut the rows (the samples not yet dealt
 * in this epoch, in ascending order: at its beginning all) into one part for each rank, of the size of its {@link
 * Deal#share}; each part is shuffled anew each epoch; and the order is laid out so that a rank's slice of every step
 * comes from its own part. The names are SystemDS's.
 */
public enum Scheme {
    /** One permutation of all rows, a new one each epoch, whatever the ring: the default. */
    SHUFFLE,

    /** Rank r's part is a run of neighbouring rows: the first share is rank 0's, the next rank 1's, and so on. */
    DISJOINT_CONTIGUOUS,

    /**
     * Rows go to the ranks in turn; a rank whose part is full is passed over. With equal batches row i is rank (i mod
     * n)'s.
     */
    DISJOINT_ROUND_ROBIN,

    /** As contiguous, but the rows are shuffled before they are cut: by the seed alone, so parts stay over epochs. */
    DISJOINT_RANDOM,

    /**
     * Rank r's part is the beginning, of the size of its share, of its own permutation of ALL samples, a new one each
     * epoch. Within an epoch a rank sees no sample twice, but two ranks may see the same one and some are seen by none.
     */
    OVERLAP_RESHUFFLE;

    /**
     * The scheme of this name, in lower case.
     *
     * @throws RondoException when there is none; the sentence lists those there are
     */
    public static Scheme of(String name) {
        for (Scheme scheme : values()) {
            if (scheme.toString().equals(name)) {
                return scheme;
            }
        }
        throw new RondoException("unknown partition scheme " + name + ": known are "
                + Arrays.stream(values()).map(Scheme::toString).collect(Collectors.joining(", ")));
    }

    /** The name as the config file writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Cuts rows into parts.
     *
     * @param rows the samples to deal, ascending; may be changed
     * @param all number of samples of the whole set
     * @param random makes the generator of one purpose: of the seed alone for -1, of (seed, epoch, rank) for a rank
     * @return rank 0's part, then rank 1's …, each as long as its share of {@code rows.length}
     */
    int[] parts(int[] rows, int all, Deal deal, Draw random) {
        return switch (this) {
            case SHUFFLE -> throw new IllegalStateException("a shuffle has no parts");
            case DISJOINT_CONTIGUOUS -> shuffled(rows, deal, random);
            case DISJOINT_ROUND_ROBIN -> shuffled(inTurn(rows, deal), deal, random);
            case DISJOINT_RANDOM -> {
                random.bySeed().shuffle(rows, 0, rows.length);
                yield shuffled(rows, deal, random);
            }
            case OVERLAP_RESHUFFLE -> overlapping(rows.length, all, deal, random);
        };
    }

    /** Where the generators of an order come from. */
    interface Draw {
        SplitMix bySeed();

        SplitMix byRank(int rank);
    }

    private static int[] shuffled(int[] parts, Deal deal, Draw random) {
        for (int rank = 0; rank < deal.ranks(); rank++) {
            int from = deal.shareStart(parts.length, rank);
            random.byRank(rank).shuffle(parts, from, from + deal.share(parts.length, rank));
        }
        return parts;
    }

    private static int[] inTurn(int[] rows, Deal deal) {
        int[] parts = new int[rows.length];
        int dealt = 0;
        for (int turn = 0; dealt < rows.length; turn++) {
            for (int rank = 0; rank < deal.ranks(); rank++) {
                if (turn < deal.share(rows.length, rank)) {
                    parts[deal.shareStart(rows.length, rank) + turn] = rows[dealt++];
                }
            }
        }
        return parts;
    }

    private static int[] overlapping(int length, int all, Deal deal, Draw random) {
        int[] parts = new int[length];
        for (int rank = 0; rank < deal.ranks(); rank++) {
            int[] own = ascending(all);
            random.byRank(rank).shuffle(own, 0, all);
            System.arraycopy(own, 0, parts, deal.shareStart(length, rank), deal.share(length, rank));
        }
        return parts;
    }

    static int[] ascending(int count) {
        int[] samples = new int[count];
        Arrays.setAll(samples, i -> i);
        return samples;
    }
}
