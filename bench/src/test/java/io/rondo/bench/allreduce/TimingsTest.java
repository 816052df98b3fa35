package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.bench.process.Line;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimingsTest {
    @Test
    void shouldTakeTheSlowestRankOfEachOperation() {
        Timings timings = Timings.ofRanks(List.of(
                Line.parse("ran wrong=1 allocated=8 sent=70 times=10,200,30"),
                Line.parse("ran wrong=2 allocated=0 sent=50 times=20,100,30")));

        assertThat(timings.timesNs()).containsExactly(20, 200, 30);
        assertThat(timings.wrong()).isEqualTo(3);
        assertThat(timings.allocatedBytes()).isEqualTo(8);
        assertThat(timings.sentBytes()).isEqualTo(70);
    }

    @Test
    void shouldKnowMedianAndPercentile() {
        Timings hundred =
                new Timings(LongStream.rangeClosed(1, 100).map(i -> i * 1000).toArray(), 0, 0, 0);
        assertThat(hundred.medianUs()).isEqualTo(50);
        assertThat(hundred.p99Us()).isEqualTo(99);
        Timings three = new Timings(new long[] {9000, 1000, 2000}, 0, 0, 0);
        assertThat(three.medianUs()).isEqualTo(2);
        assertThat(three.p99Us()).isEqualTo(9);
        assertThat(new Timings(new long[] {500}, 0, 0, 0).medianUs()).isEqualTo(0.5);
    }

    @Test
    void shouldPoolTheRounds() {
        Timings pooled = Timings.ofRounds(
                List.of(new Timings(new long[] {1000, 9000}, 0, 96, 7), new Timings(new long[] {2000}, 1, 0, 9)));
        assertThat(pooled.medianUs()).isEqualTo(2);
        assertThat(pooled.wrong()).isEqualTo(1);
        assertThat(pooled.allocatedBytes()).isZero();
        assertThat(pooled.sentBytes()).isEqualTo(9);
    }
}
