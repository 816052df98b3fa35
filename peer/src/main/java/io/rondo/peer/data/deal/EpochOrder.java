package io.rondo.peer.data.deal;

import io.rondo.peer.data.random.SplitMix;
import java.util.Arrays;

/** The order of one epoch's samples, as a {@link Scheme} makes it. Allocates once an epoch, never in a step. */
final class EpochOrder {
    private final Scheme scheme;
    private final long seed;
    private final int[] samples;

    EpochOrder(Scheme scheme, long seed, int count) {
        this.scheme = scheme;
        this.seed = seed;
        this.samples = Scheme.ascending(count);
    }

    int[] samples() {
        return samples;
    }

    /** Makes epoch {@code epoch}'s order for this ring. */
    void begin(int epoch, Deal deal) {
        Arrays.setAll(samples, i -> i);
        if (scheme == Scheme.SHUFFLE) {
            SplitMix.of(seed, epoch).shuffle(samples, 0, samples.length);
        } else {
            dealAnew(epoch, 0, deal);
        }
    }

    /**
     * Another ring takes over at place {@code from}: deals what is left among its ranks. A shuffle needs no change.
     *
     * @return whether the order of what is left was made anew
     */
    boolean change(int epoch, int from, Deal deal) {
        if (scheme == Scheme.SHUFFLE) {
            return false;
        }
        dealAnew(epoch, from, deal);
        return true;
    }

    private void dealAnew(int epoch, int from, Deal deal) {
        int[] rows = Arrays.copyOfRange(samples, from, samples.length);
        Arrays.sort(rows);
        int[] parts = scheme.parts(rows, samples.length, deal, new Scheme.Draw() {
            @Override
            public SplitMix bySeed() {
                return SplitMix.of(seed);
            }

            @Override
            public SplitMix byRank(int rank) {
                return SplitMix.of(seed, epoch, from, rank);
            }
        });
        layOut(parts, from, deal);
    }

    /** Step by step, rank by rank: each takes its count from where it is in its own part. */
    private void layOut(int[] parts, int from, Deal deal) {
        int[] next = new int[deal.ranks()];
        Arrays.setAll(next, rank -> deal.shareStart(parts.length, rank));
        int place = from;
        while (place < samples.length) {
            int left = samples.length - place;
            for (int rank = 0; rank < deal.ranks(); rank++) {
                int count = deal.count(left, rank);
                System.arraycopy(parts, next[rank], samples, place, count);
                next[rank] += count;
                place += count;
            }
        }
    }
}
