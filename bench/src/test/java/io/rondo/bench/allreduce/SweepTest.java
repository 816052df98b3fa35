package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.bench.process.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
    @Test
    void shouldStepByTheFactorUpToTheLargest() {
        assertThat(Sweep.sizes(1024, 65536, 4)).containsExactly(1024L, 4096L, 16384L, 65536L);
        assertThat(Sweep.sizes(1024, 65535, 4)).containsExactly(1024L, 4096L, 16384L);
        assertThat(Sweep.sizes(8, Long.MAX_VALUE, 1 << 30)).hasSize(2); // and does not overflow
    }

    @Test
    void shouldSplitTimeAndIterationsOverTheRounds() {
        Sweep sweep = new Sweep(List.of(1024L), Place.both(), 3, 0, 0.6, 0, true);

        List<Slice> slices = sweep.slices(1024, Place.IN);

        assertThat(slices).hasSize(3).allSatisfy(slice -> {
            assertThat(slice.timeNs()).isEqualTo(200_000_000);
            assertThat(slice.least()).isEqualTo(4);
            assertThat(slice.most()).isEqualTo(1667);
            assertThat(slice.warmups()).isEqualTo(5);
        });
        assertThat(slices).extracting(Slice::seed).doesNotHaveDuplicates();
        assertThat(sweep.slices(64 << 20, Place.IN).get(0).warmups()).isEqualTo(1);
    }

    @Test
    void shouldChooseIterationsByTime() {
        Slice slice = new Slice(1024, Place.OUT, 0, 11, 5000, 500_000_000, 5, true, 0);
        assertThat(slice.iterations(100_000)).isEqualTo(5000);
        assertThat(slice.iterations(1_000_000)).isEqualTo(500);
        assertThat(slice.iterations(1_000_000_000)).isEqualTo(11);
        assertThat(new Slice(1024, Place.OUT, 7, 11, 5000, 1, 5, true, 0).iterations(1))
                .isEqualTo(7);
    }

    @Test
    void shouldTravelAsALine() {
        Slice slice = new Slice(1024, Place.OUT, 0, 11, 5000, 500_000_000, 5, false, 17);
        assertThat(Slice.from(Line.parse(slice.toLine().toString()))).isEqualTo(slice);
    }
}
