package io.rondo.peer.data.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SchemeTest {
    private static final long SEED = 9;

    @Test
    void shouldDealEverySampleOnceAnEpochInAllDisjointSchemes() {
        for (Scheme scheme : List.of(Scheme.DISJOINT_CONTIGUOUS, Scheme.DISJOINT_ROUND_ROBIN, Scheme.DISJOINT_RANDOM)) {
            for (int ranks = 1; ranks <= 17; ranks++) {
                for (int samples : new int[] {1, 16, 17, 101, 256}) {
                    Dealer dealer = new Dealer(scheme, SEED, samples, Deal.even(ranks, 3));
                    for (int epoch = 0; epoch < 2; epoch++) {
                        List<Integer> all = new ArrayList<>();
                        parts(dealer, ranks).forEach(all::addAll);
                        assertThat(all.stream().sorted())
                                .as("%s ranks=%d samples=%d", scheme, ranks, samples)
                                .isEqualTo(IntStream.range(0, samples).boxed().toList());
                    }
                }
            }
        }
    }

    @Test
    void shouldKeepEachRankWithinItsRunOfRows() {
        List<List<Integer>> parts = parts(dealer(Scheme.DISJOINT_CONTIGUOUS, 11, Deal.even(3, 2)), 3);

        assertThat(parts.get(0)).containsExactlyInAnyOrder(0, 1, 2, 3);
        assertThat(parts.get(1)).containsExactlyInAnyOrder(4, 5, 6, 7);
        assertThat(parts.get(2)).containsExactlyInAnyOrder(8, 9, 10);
    }

    @Test
    void shouldGiveRankRTheRowsThatAreRModuloN() {
        for (int ranks = 1; ranks <= 17; ranks++) {
            int n = ranks;
            List<List<Integer>> parts = parts(dealer(Scheme.DISJOINT_ROUND_ROBIN, 101, Deal.even(n, 4)), n);
            for (int rank = 0; rank < n; rank++) {
                int r = rank;
                assertThat(parts.get(rank)).allMatch(row -> row % n == r);
            }
        }
    }

    @Test
    void shouldGiveUnevenBatchesUnevenParts() {
        List<List<Integer>> runs = parts(dealer(Scheme.DISJOINT_CONTIGUOUS, 20, Deal.of(3, 1)), 2);
        List<List<Integer>> turns = parts(dealer(Scheme.DISJOINT_ROUND_ROBIN, 8, Deal.of(3, 1)), 2);

        assertThat(runs.get(0))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 15).boxed().toList());
        assertThat(turns.get(1)).containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void shouldKeepRandomPartsOverEpochsAndShuffleWithinThem() {
        Dealer dealer = dealer(Scheme.DISJOINT_RANDOM, 300, Deal.even(3, 7));

        List<List<Integer>> first = parts(dealer, 3);
        List<List<Integer>> second = parts(dealer, 3);

        for (int rank = 0; rank < 3; rank++) {
            assertThat(second.get(rank))
                    .containsExactlyInAnyOrderElementsOf(first.get(rank))
                    .isNotEqualTo(first.get(rank));
            assertThat(first.get(rank)).anyMatch(row -> row < 100).anyMatch(row -> row >= 200);
        }
    }

    @Test
    void shouldLetPartsOverlapOnlyBetweenRanks() {
        Dealer dealer = dealer(Scheme.OVERLAP_RESHUFFLE, 300, Deal.even(3, 7));

        List<List<Integer>> parts = parts(dealer, 3);

        Set<Integer> different = new HashSet<>();
        for (List<Integer> part : parts) {
            assertThat(part).hasSize(100).doesNotHaveDuplicates();
            different.addAll(part);
        }
        assertThat(different).hasSizeBetween(150, 270);
        assertThat(parts(dealer, 3).get(0)).isNotEqualTo(parts.get(0));
    }

    @Test
    void shouldFindSchemesByName() {
        assertThat(Scheme.of("disjoint_round_robin")).isEqualTo(Scheme.DISJOINT_ROUND_ROBIN);
        assertThatThrownBy(() -> Scheme.of("random"))
                .isInstanceOf(RondoException.class)
                .hasMessage("unknown partition scheme random: known are shuffle, disjoint_contiguous,"
                        + " disjoint_round_robin, disjoint_random, overlap_reshuffle");
    }

    private static Dealer dealer(Scheme scheme, int samples, Deal deal) {
        return new Dealer(scheme, SEED, samples, deal);
    }

    /** What each rank takes in the coming epoch. */
    private static List<List<Integer>> parts(Dealer dealer, int ranks) {
        List<List<Integer>> parts = new ArrayList<>();
        for (int rank = 0; rank < ranks; rank++) {
            parts.add(new ArrayList<>());
        }
        int epoch = dealer.epoch();
        while (dealer.epoch() == epoch) {
            for (int rank = 0; rank < ranks; rank++) {
                for (int i = 0; i < dealer.count(rank); i++) {
                    parts.get(rank).add(dealer.order()[dealer.from(rank) + i]);
                }
            }
            dealer.advance();
        }
        return parts;
    }
}
