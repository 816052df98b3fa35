package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two buckets on a time line; nanoTime may begin anywhere. */
class BucketTimesTest {
    private final BucketTimes times = new BucketTimes(2);

    @ParameterizedTest
    @ValueSource(longs = {0, -50, Long.MAX_VALUE - 50})
    void shouldHideWhatIsOverBeforeTheArrival(long zero) {
        times.put(0, zero + 10, zero + 13, zero + 20);
        times.put(1, zero + 100, zero + 104, zero + 110);

        assertThat(times.hiddenNs(zero + 100)).isEqualTo(7);
        assertThat(times.waitNs(zero + 100)).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -50, Long.MAX_VALUE - 50})
    void shouldCutABucketThatTheArrivalFallsInto(long zero) {
        times.put(0, zero + 10, zero + 20, zero + 50);
        times.put(1, zero + 50, zero + 51, zero + 60);

        assertThat(times.hiddenNs(zero + 30)).isEqualTo(10); // 20 to 30
        assertThat(times.waitNs(zero + 30)).isEqualTo(1);
        assertThat(times.hiddenNs(zero + 15)).isZero();
        assertThat(times.waitNs(zero + 15)).isEqualTo(5 + 1);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -50, Long.MAX_VALUE - 50})
    void shouldTakeAnArrivalOutsideOfTheCallForItsEnd(long zero) {
        times.put(0, zero + 10, zero + 5, zero + 20);
        times.put(1, zero + 20, zero + 35, zero + 30);

        assertThat(times.waitNs(zero)).isEqualTo(10);
    }
}
