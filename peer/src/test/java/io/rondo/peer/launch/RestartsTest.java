package io.rondo.peer.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static final long PATIENCE_NS = 1_000;

    @Test
    void shouldGiveUpAPeerThatNeverGetsAsFarAsAStep() {
        Restarts restarts = new Restarts(true, PATIENCE_NS);

        for (int i = 0; i < Restarts.MOST_IN_A_ROW; i++) {
            assertThat(restarts.takeOne(7, 0)).isTrue();
        }
        assertThat(restarts.isGivenUp(7)).isFalse();
        assertThat(restarts.takeOne(7, 0)).isFalse();
        assertThat(restarts.isGivenUp(7)).isTrue();
        assertThat(restarts.takeOne(8, 0)).isTrue();
    }

    @Test
    void shouldForgetEarlierDeathsOfAPeerThatDidAStep() {
        Restarts restarts = new Restarts(true, PATIENCE_NS);
        for (int i = 0; i < 10 * Restarts.MOST_IN_A_ROW; i++) {
            assertThat(restarts.takeOne(7, 0)).isTrue();
            restarts.onStep(7);
        }
    }

    @Test
    void shouldWaitUntilTheOthersHaveMendedTheirRing() {
        Restarts restarts = new Restarts(true, PATIENCE_NS);
        restarts.onRecovered(List.of(6, 7, 8)); // it has joined
        restarts.takeOne(7, 0);
        assertThat(restarts.takeDue(PATIENCE_NS)).isEmpty();

        restarts.onRecovered(List.of(6, 8));

        assertThat(restarts.takeDue(PATIENCE_NS)).containsExactly(7);
        assertThat(restarts.takeDue(PATIENCE_NS)).isEmpty();
    }

    @Test
    void shouldNotWaitForThatWithoutEnd() {
        Restarts restarts = new Restarts(true, PATIENCE_NS);
        restarts.takeOne(7, 5);

        assertThat(restarts.takeDue(PATIENCE_NS + 5)).isEmpty();
        assertThat(restarts.takeDue(PATIENCE_NS + 6)).containsExactly(7);
    }

    @Test
    void shouldNotBeDoneUnasked() {
        assertThat(new Restarts(false, PATIENCE_NS).takeOne(7, 0)).isFalse();
        assertThat(new Restarts(false, PATIENCE_NS).isGivenUp(7)).isFalse();
    }
}
