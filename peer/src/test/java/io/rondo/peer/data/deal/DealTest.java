package io.rondo.peer.data.deal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.peer.RondoException;
import io.rondo.peer.data.random.SplitMix;
import org.junit.jupiter.api.Test;

class DealTest {
    @Test
    void shouldGiveEveryRankItsBatchInAFullStep() {
        Deal deal = Deal.of(4, 1, 3);

        assertThat(deal.perStep()).isEqualTo(8);
        assertThat(new int[] {deal.count(8, 0), deal.count(8, 1), deal.count(8, 2)})
                .containsExactly(4, 1, 3);
        assertThat(new int[] {deal.start(8, 0), deal.start(8, 1), deal.start(8, 2)})
                .containsExactly(0, 4, 5);
    }

    @Test
    void shouldShareTheLastStepAsEvenlyAsPossible() {
        Deal deal = Deal.even(4, 16);

        assertThat(new int[] {deal.count(6, 0), deal.count(6, 1), deal.count(6, 2), deal.count(6, 3)})
                .containsExactly(2, 2, 1, 1);
        assertThat(deal.count(2, 3)).isZero();
    }

    @Test
    void shouldCoverEveryStepWithoutGapsAndNeverExceedABatch() {
        SplitMix random = new SplitMix(11);
        for (int ranks = 1; ranks <= 17; ranks++) {
            int[] batches = new int[ranks];
            for (int r = 0; r < ranks; r++) {
                batches[r] = 1 + random.below(9);
            }
            Deal deal = Deal.of(batches);
            for (int left = 1; left <= deal.perStep() + 2; left++) {
                int place = 0;
                for (int r = 0; r < ranks; r++) {
                    assertThat(deal.start(left, r))
                            .as("ranks=%d left=%d rank=%d", ranks, left, r)
                            .isEqualTo(place);
                    assertThat(deal.count(left, r)).isBetween(0, batches[r]);
                    place += deal.count(left, r);
                }
                assertThat(place).isEqualTo(Math.min(left, deal.perStep()));
            }
        }
    }

    @Test
    void shouldGiveEachRankItsShareOfTheEpochOverAllSteps() {
        Deal deal = Deal.of(5, 2, 7);
        for (int total = 1; total < 100; total++) {
            for (int rank = 0; rank < deal.ranks(); rank++) {
                int taken = 0;
                for (int left = total; left > 0; left -= Math.min(left, deal.perStep())) {
                    taken += deal.count(left, rank);
                }
                assertThat(taken).as("total=%d rank=%d", total, rank).isEqualTo(deal.share(total, rank));
            }
        }
    }

    @Test
    void shouldRefuseFewerSamplesThanPeers() {
        assertThatThrownBy(() -> Deal.requireEnough("mine", 3, 4))
                .isInstanceOf(RondoException.class)
                .hasMessage("data set mine has 3 training samples for 4 peers, expected at least one for each: use more"
                        + " data or fewer peers");
        assertThatCode(() -> Deal.requireEnough("mine", 4, 4)).doesNotThrowAnyException();
    }

    @Test
    void shouldRefuseABatchOfZero() {
        assertThatThrownBy(() -> Deal.of(4, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
