package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunksTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 16, 17, 18, 97, 431_080, 10_000_000_019L})
    void shouldCoverTheBufferWithoutGapOrOverlap(long elements) {
        for (int size = 1; size <= 17; size++) {
            long at = 0;
            for (int chunk = 0; chunk < size; chunk++) {
                assertThat(Chunks.begin(elements, size, chunk)).isEqualTo(at);
                long length = Chunks.length(elements, size, chunk);
                assertThat(length).isBetween(elements / size, Chunks.longest(elements, size));
                at += length;
            }
            assertThat(at).isEqualTo(elements);
        }
    }

    @Test
    void shouldRefuseWhatLongsCannotNumber() {
        assertThatThrownBy(() -> Chunks.begin(Long.MAX_VALUE, 17, 16))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("elements=");
        assertThatThrownBy(() -> Chunks.begin(-1, 3, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
