package io.rondo.peer.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.data.Batch;
import io.rondo.peer.data.DataSource;
import io.rondo.peer.data.Split;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpiralPointsTest {
    @Test
    void shouldBeMadeByAConstructorWithoutArguments() throws ReflectiveOperationException {
        DataSource source = SpiralPoints.class.getConstructor().newInstance();

        assertThat(source.count(Split.TRAIN)).isEqualTo(3_000);
        assertThat(source.count(Split.TEST)).isEqualTo(600);
        assertThat(source.shape().length()).isEqualTo(2);
        assertThat(source.shape().classes()).isEqualTo(3);
    }

    @Test
    void shouldGiveTheSamePointUnderTheSameNumber() {
        try (Arena arena = Arena.ofConfined();
                DataSource source = new SpiralPoints();
                DataSource other = new SpiralPoints()) {
            Batch batch = new Batch(source.shape(), 3, arena);
            Batch again = new Batch(source.shape(), 3, arena);

            source.read(Split.TRAIN, new int[] {7, 8, 9}, 0, 3, batch);
            other.read(Split.TRAIN, new int[] {1, 9}, 1, 1, again);

            assertThat(batch.labels()).containsExactly(1, 2, 0);
            assertThat(again.count()).isEqualTo(1);
            assertThat(again.labels()[0]).isZero();
            for (int i = 0; i < 2; i++) {
                float value = again.features().getAtIndex(ValueLayout.JAVA_FLOAT, i);
                assertThat(value).isBetween(-1f, 1f);
                assertThat(value).isEqualTo(batch.features().getAtIndex(ValueLayout.JAVA_FLOAT, 4 + i));
            }
        }
    }

    @Test
    void shouldPutEachPointOnTheArmThatIsItsLabel() {
        try (Arena arena = Arena.ofConfined();
                DataSource source = new SpiralPoints()) {
            int count = 300;
            Batch batch = new Batch(source.shape(), count, arena);

            source.read(Split.TEST, IntStream.range(0, count).toArray(), 0, count, batch);

            int onTheirArm = 0;
            for (int i = 0; i < count; i++) {
                double x = batch.features().getAtIndex(ValueLayout.JAVA_FLOAT, 2 * i);
                double y = batch.features().getAtIndex(ValueLayout.JAVA_FLOAT, 2 * i + 1);
                double turns = Math.atan2(y, x) / (2 * Math.PI) - Math.sqrt(x * x + y * y);
                onTheirArm += Math.floorMod(Math.round(3 * turns), 3) == batch.labels()[i] ? 1 : 0;
            }
            assertThat(onTheirArm).isGreaterThan(290);
        }
    }
}
