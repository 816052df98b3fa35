package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A driver lives through several generations: nothing that is still under way in one may be taken for the next one's. */
class StreamIdsTest {
    private static final int RANKS = 5;

    @Test
    void shouldGiveEachStreamOfEachGenerationAnIdOfItsOwn() {
        Set<Integer> ids = new HashSet<>();
        int streams = 0;
        for (int generation = 1; generation <= 4; generation++) {
            Ring ring = Ring.ofOneHost(
                    "streams", generation, IntStream.range(0, RANKS).boxed().toList(), 0);
            for (int from = 0; from < RANKS; from++) {
                ids.addAll(List.of(
                        StreamIds.conveyor(ring, from),
                        StreamIds.mesh(ring, from),
                        StreamIds.messages(ring, from),
                        StreamIds.lineBetween(ring, from)));
                for (int to = 0; to < RANKS; to++) {
                    ids.add(StreamIds.lineWithin(ring, from, to));
                }
                streams += 4 + RANKS;
            }
        }
        assertThat(ids).hasSize(streams);
    }

    @Test
    void shouldStayBelowZeroInEveryGeneration() {
        for (int generation : new int[] {1, 1000, 1_000_000, Integer.MAX_VALUE}) {
            Ring ring = Ring.ofOneHost("streams", generation, List.of(0, 1), 0);
            assertThat(StreamIds.lineWithin(ring, Ring.MAX_SIZE - 1, Ring.MAX_SIZE - 1))
                    .isNegative();
        }
    }
}
