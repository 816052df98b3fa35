package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepClockTest {
    private static final long MS = 1_000_000;

    private final StepClock clock = new StepClock();

    @Test
    void shouldDivideTheTimeOfTheSteps() {
        clock.add(64, 10 * MS, 5 * MS, new StepOutcome(64, 1, 1 * MS, 2 * MS, 3 * MS, 1, 0, List.of(0)));
        clock.add(32, 30 * MS, 15 * MS, new StepOutcome(32, 1, 5 * MS, 4 * MS, 5 * MS, 1, 0, List.of(0)));

        assertThat(clock.steps()).isEqualTo(2);
        assertThat(clock.samples()).isEqualTo(96);
        assertThat(clock.seconds()).isEqualTo(0.04, within(1e-12));
        assertThat(clock.computeShare()).isEqualTo(0.5, within(1e-12));
        assertThat(clock.waitShare()).isEqualTo(0.15, within(1e-12));
        assertThat(clock.transferShare()).isEqualTo(0.15, within(1e-12));
        assertThat(clock.otherShare()).isEqualTo(0.2, within(1e-12));
        assertThat(clock.overlapShare()).isEqualTo(0.2, within(1e-12)); // of the computing
        assertThat(clock.computeMs()).isEqualTo(10, within(1e-12));
    }

    @Test
    void shouldTellWhatCameSince() {
        clock.add(64, 10 * MS, 5 * MS, new StepOutcome(64, 1, 1 * MS, 2 * MS, 3 * MS, 1, 0, List.of(0)));
        StepClock earlier = clock.copy();
        clock.add(32, 30 * MS, 15 * MS, new StepOutcome(32, 1, 5 * MS, 4 * MS, 5 * MS, 1, 0, List.of(0)));

        StepClock since = clock.since(earlier);

        assertThat(since.steps()).isEqualTo(1);
        assertThat(since.samples()).isEqualTo(32);
        assertThat(since.computeMs()).isEqualTo(15, within(1e-12));
        assertThat(since.waitMs()).isEqualTo(5, within(1e-12));
        assertThat(since.transferMs()).isEqualTo(4, within(1e-12));
        assertThat(since.overlapShare()).isEqualTo(5.0 / 30, within(1e-12));
        assertThat(earlier.steps()).isEqualTo(1);
    }

    @Test
    void shouldHaveSharesThatAddUpBeforeTheFirstStep() {
        assertThat(clock.otherShare()).isEqualTo(1);
        assertThat(clock.computeShare() + clock.waitShare() + clock.transferShare())
                .isZero();
        assertThat(clock.computeMs()).isZero();
    }
}
