package io.rondo.membership.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.membership.MembershipTimeouts;
import java.util.List;
import org.junit.jupiter.api.Test;

class HearingTest {
    private static final long BUDGET = 1_000;
    private static final long GRACE = BUDGET;
    private static final long TICK = 10;
    private static final Incarnation PEER = new Incarnation(3, 1);
    private static final Incarnation OTHER = new Incarnation(4, 1);

    private final Hearing hearing = new Hearing(new MembershipTimeouts(BUDGET));
    private long now = -5_000;

    @Test
    void shouldGiveEverybodyAGraceAtTheBeginOfATerm() {
        hearing.begin(now);
        assertThat(tickUntil(now + GRACE + 600)).isEmpty();
        assertThat(tickUntil(now + TICK)).containsExactly(PEER, OTHER);
    }

    @Test
    void shouldTakeAPeerForSilentAfterSixTenthsOfTheBudget() {
        hearing.begin(now);
        tickUntil(now + 2 * GRACE - 800);
        hearing.onHeard(PEER, now);
        hearing.onHeard(OTHER, now + 400);
        assertThat(tickUntil(now + 600)).isEmpty();
        assertThat(tickUntil(now + TICK)).containsExactly(PEER);
    }

    @Test
    void shouldRememberWhomItHeardBeforeTheyHadASeat() {
        hearing.begin(now);
        for (long end = now + 5 * GRACE; now < end; now += TICK) {
            assertThat(hearing.silent(List.of(), now)).isEmpty();
        }
        hearing.onHeard(PEER, now);
        assertThat(hearing.silent(List.of(), now + TICK)).isEmpty();
        assertThat(hearing.silent(List.of(PEER), now + 2 * TICK)).isEmpty();
    }

    @Test
    void shouldDoubtItselfAfterAStall() {
        hearing.begin(now);
        tickUntil(now + GRACE + 500);
        now += 700;
        assertThat(hearing.silent(List.of(PEER, OTHER), now)).isEmpty();
        assertThat(tickUntil(now + 600)).isEmpty();
        assertThat(tickUntil(now + TICK)).containsExactly(PEER, OTHER);
    }

    private List<Incarnation> tickUntil(long end) {
        List<Incarnation> silent = List.of();
        while (now < end && silent.isEmpty()) {
            now += TICK;
            silent = hearing.silent(List.of(PEER, OTHER), now);
        }
        return silent;
    }
}
