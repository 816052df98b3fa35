package io.rondo.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignsOfLifeTest {
    private static final long BUDGET_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long DIGEST = 7;
    private static final List<Integer> ALL = List.of(10, 11, 12);

    private final View view =
            new View("job", 1, List.of(new Member(10, "h", 1), new Member(11, "h", 2), new Member(12, "h", 3)));
    private long nowNs = -5 * BUDGET_NS; // nanoTime may be negative
    private final SignsOfLife signs = new SignsOfLife(view, 10, BUDGET_NS, nowNs);

    @Test
    void shouldKnowWhoDoesNotHearThisMember() {
        signs.onBeat(11, DIGEST, 0, Activity.STARTING, false, List.of(), nowNs);
        assertThat(signs.deaf(ALL)).containsExactly(11);
        assertThat(signs.heard()).isEqualTo(0b010);

        signs.onBeat(11, DIGEST, 0, Activity.STARTING, true, List.of(), nowNs);
        assertThat(signs.deaf(ALL)).isEmpty();
    }

    @Test
    void shouldListWhoIsMissingUntilEverybodyWasHeard() {
        assertThat(signs.missing(ALL)).containsExactly(11, 12);
        beat(12, 0, Activity.STARTING);
        assertThat(signs.missing(ALL)).containsExactly(11);
        beat(11, 0, Activity.STARTING);
        assertThat(signs.missing(ALL)).isEmpty();
    }

    @Test
    void shouldCallSilentWhoWasHeardOnceAndThenNotForMostOfTheBudget() {
        beat(11, 0, Activity.COMPUTING);
        beat(12, 0, Activity.COMPUTING);
        passTime(600 * MS);
        beat(11, 0, Activity.COMPUTING);
        passTime(200 * MS);
        assertThat(signs.silent(ALL, nowNs)).isEqualTo(-1);
        passTime(1 * MS);
        assertThat(signs.silent(ALL, nowNs)).isEqualTo(12);
        assertThat(signs.silentNs(12, nowNs)).isEqualTo(801 * MS);
    }

    @Test
    void shouldGiveANewProcessOfAMemberTimeToBeHeard() {
        beat(11, 0, Activity.LEAVING);
        passTime(2 * BUDGET_NS);

        signs.onNewProcess(11, nowNs);

        assertThat(signs.silent(ALL, nowNs)).isEqualTo(-1);
        assertThat(signs.leaving(ALL)).isEqualTo(-1);
        passTime(801 * MS);
        assertThat(signs.silent(ALL, nowNs)).isEqualTo(11);
    }

    @Test
    void shouldCallAMemberSilentThatWasNeverHeard() {
        signs.onNewProcess(12, nowNs);
        passTime(300 * MS);

        assertThat(signs.hearsAll(ALL, 300 * MS, nowNs)).isTrue();
        assertThat(signs.hearsAll(ALL, 299 * MS, nowNs)).isFalse();
        assertThat(signs.hearsAll(List.of(11), 299 * MS, nowNs)).isTrue();
    }

    @Test
    void shouldNotCallSilentWhoGetsNoCoreUntilThatLastsTooLong() {
        SignsOfLife ofHost = new SignsOfLife(view, 10, BUDGET_NS, nowNs, id -> id == 11);
        ofHost.onBeat(11, DIGEST, 0, Activity.COMPUTING, true, List.of(), nowNs);
        ofHost.onBeat(12, DIGEST, 0, Activity.COMPUTING, true, List.of(), nowNs);

        assertThat(ofHost.silent(List.of(10, 11), nowNs + 10 * BUDGET_NS)).isEqualTo(-1);
        assertThat(ofHost.silent(ALL, nowNs + BUDGET_NS + 1)).isEqualTo(12);
        assertThat(ofHost.silent(ALL, nowNs + 10 * BUDGET_NS + 1)).isEqualTo(11);
    }

    @Test
    void shouldNotAskForThoseWhoAreMembersNoMore() {
        beat(11, 0, Activity.COMPUTING);
        beat(12, 0, Activity.LEAVING);
        passTime(2 * BUDGET_NS);

        assertThat(signs.silent(List.of(10, 12), nowNs)).isEqualTo(12);
        assertThat(signs.silent(List.of(10), nowNs)).isEqualTo(-1);
        assertThat(signs.leaving(List.of(10, 11))).isEqualTo(-1);
    }

    @Test
    void shouldDoubtItselfAfterAStallOfItsOwn() {
        beat(11, 0, Activity.COMPUTING);
        beat(12, 0, Activity.COMPUTING);
        nowNs += 3 * BUDGET_NS; // no tick: this process stood still
        signs.tick(nowNs);
        assertThat(signs.silent(ALL, nowNs)).isEqualTo(-1);
        passTime(BUDGET_NS + MS);
        assertThat(signs.silent(ALL, nowNs)).isEqualTo(11);
    }

    @Test
    void shouldSayForWhomOthersWait() {
        beat(11, 5, Activity.EXCHANGING);
        beat(12, 5, Activity.COMPUTING);
        assertThat(signs.slow(ALL, 5)).containsExactly(12);
        beat(12, 6, Activity.COMPUTING);
        assertThat(signs.slow(ALL, 5)).isEmpty();
    }

    @Test
    void shouldNameWhoRunsWithAnotherConfig() {
        beat(11, 0, Activity.STARTING);
        signs.onBeat(12, DIGEST + 1, 0, Activity.STARTING, true, List.of(), nowNs);
        assertThat(signs.disagreeing(DIGEST)).isEqualTo(12);
        assertThat(signs.disagreeing(DIGEST + 1)).isEqualTo(11);
    }

    @Test
    void shouldKnowWhenNobodyNeedsItAnyMore() {
        beat(11, 9, Activity.LEAVING);
        beat(12, 9, Activity.COMPUTING);
        assertThat(signs.leaving(ALL)).isEqualTo(11);
        assertThat(signs.isAlone(nowNs)).isFalse();
        passTime(BUDGET_NS + MS);
        assertThat(signs.isAlone(nowNs)).isTrue();
    }

    @Test
    void shouldIgnoreStrangersAndItself() {
        beat(99, 0, Activity.LEAVING);
        beat(10, 0, Activity.LEAVING);
        assertThat(signs.leaving(ALL)).isEqualTo(-1);
        assertThat(signs.missing(ALL)).containsExactly(11, 12);
    }

    private void beat(int id, long step, Activity activity) {
        signs.onBeat(id, DIGEST, step, activity, true, List.of(), nowNs);
    }

    private void passTime(long durationNs) {
        for (long passedNs = 0; passedNs < durationNs; passedNs += MS) {
            nowNs += Math.min(MS, durationNs - passedNs);
            signs.tick(nowNs);
        }
    }
}
