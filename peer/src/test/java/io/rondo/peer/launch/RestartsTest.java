package io.rondo.peer.launch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestartsTest {
    @Test
    void shouldGiveUpAPeerThatNeverGetsAsFarAsAStep() {
        Restarts restarts = new Restarts(true);

        for (int i = 0; i < Restarts.MOST_IN_A_ROW; i++) {
            assertThat(restarts.takeOne(7)).isTrue();
        }
        assertThat(restarts.isGivenUp(7)).isFalse();
        assertThat(restarts.takeOne(7)).isFalse();
        assertThat(restarts.isGivenUp(7)).isTrue();
        assertThat(restarts.takeOne(8)).isTrue();
    }

    @Test
    void shouldForgetEarlierDeathsOfAPeerThatDidAStep() {
        Restarts restarts = new Restarts(true);
        for (int i = 0; i < 10 * Restarts.MOST_IN_A_ROW; i++) {
            assertThat(restarts.takeOne(7)).isTrue();
            restarts.onStep(7);
        }
    }

    @Test
    void shouldNotBeDoneUnasked() {
        assertThat(new Restarts(false).takeOne(7)).isFalse();
        assertThat(new Restarts(false).isGivenUp(7)).isFalse();
    }
}
