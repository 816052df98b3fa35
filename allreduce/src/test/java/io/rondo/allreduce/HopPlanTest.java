package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopPlanTest {
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
    void shouldReceiveAtEachHopWhatThePredecessorSends(int size) {
        for (int rank = 0; rank < size; rank++) {
            HopPlan mine = HopPlan.of(Collective.ALL_REDUCE, rank, size);
            HopPlan predecessor = HopPlan.of(Collective.ALL_REDUCE, Math.floorMod(rank - 1, size), size);
            for (int hop = 0; hop < mine.hops(); hop++) {
                assertThat(mine.receiveChunk(hop)).isEqualTo(predecessor.sendChunk(hop));
            }
        }
    }

    /** Plays all hops on sets of contributors: who has added what into which chunk. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
    void shouldLeaveEveryRankWithEveryContributionToEveryChunkExactlyOnce(int size) {
        int[][][] added = new int[size][size][size]; // [rank][chunk][contributor]
        for (int rank = 0; rank < size; rank++) {
            for (int chunk = 0; chunk < size; chunk++) {
                added[rank][chunk][rank] = 1;
            }
        }
        for (int hop = 0; hop < HopPlan.of(Collective.ALL_REDUCE, 0, size).hops(); hop++) {
            int[][] arriving = new int[size][];
            for (int rank = 0; rank < size; rank++) {
                HopPlan predecessor = HopPlan.of(Collective.ALL_REDUCE, Math.floorMod(rank - 1, size), size);
                arriving[rank] = added[Math.floorMod(rank - 1, size)][predecessor.sendChunk(hop)].clone();
            }
            for (int rank = 0; rank < size; rank++) {
                HopPlan plan = HopPlan.of(Collective.ALL_REDUCE, rank, size);
                int[] mine = added[rank][plan.receiveChunk(hop)];
                for (int contributor = 0; contributor < size; contributor++) {
                    mine[contributor] = arriving[rank][contributor] + (plan.isAddHop(hop) ? mine[contributor] : 0);
                }
            }
        }
        for (int rank = 0; rank < size; rank++) {
            for (int chunk = 0; chunk < size; chunk++) {
                assertThat(Arrays.stream(added[rank][chunk]).allMatch(times -> times == 1))
                        .as("rank %d chunk %d", rank, chunk)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8, 17})
    void shouldSendEachOtherChunkOnceInEachPhase(int size) {
        for (int rank = 0; rank < size; rank++) {
            HopPlan plan = HopPlan.of(Collective.ALL_REDUCE, rank, size);
            BitSet reduced = new BitSet();
            BitSet gathered = new BitSet();
            for (int hop = 0; hop < plan.hops(); hop++) {
                (plan.isAddHop(hop) ? reduced : gathered).set(plan.sendChunk(hop));
            }
            assertThat(reduced.cardinality()).isEqualTo(size - 1);
            assertThat(gathered.cardinality()).isEqualTo(size - 1);
        }
    }
}
