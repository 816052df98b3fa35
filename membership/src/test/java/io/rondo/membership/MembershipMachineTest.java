package io.rondo.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MembershipMachineTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BUDGET_NS = 1000 * MS;
    private static final long DETECT_AFTER_NS = 600 * MS;
    private static final List<Member> CONFIGURED =
            List.of(new Member(7, "a", 1), new Member(3, "b", 2), new Member(5, "c", 3));

    private final MembershipMachine machine = new MembershipMachine("job", CONFIGURED, BUDGET_NS);
    private long nowNs = Long.MAX_VALUE - 100 * MS; // nanoTime may be anywhere, and overflow

    @Test
    void shouldIssueTheFirstViewWhenAllHaveJoined() {
        assertThat(machine.join(5, 1, nowNs)).isEmpty();
        assertThat(machine.join(7, 2, nowNs)).isEmpty();
        assertThat(machine.view()).isNull();
        assertThat(machine.join(3, 3, nowNs)).contains(machine.view());
        assertThat(machine.view().generation()).isEqualTo(1);
        assertThat(machine.view().ids()).containsExactly(7, 3, 5);
        assertThat(machine.view().members().get(1)).isEqualTo(new Member(3, "b", 2, 3));
    }

    @Test
    void shouldWaitAgainForAJoinerThatWentBeforeTheFirstView() {
        machine.join(7, 1, nowNs);
        machine.join(3, 1, nowNs);
        machine.lost(7, 1, nowNs);
        assertThat(machine.join(5, 1, nowNs)).isEmpty();
        assertThat(machine.join(7, 1, nowNs)).as("no view has held it").isPresent();
    }

    @Test
    void shouldChangeNothingWhenAMemberJoinsAgain() {
        View first = start();
        assertThat(machine.join(3, 1, nowNs)).isEmpty();
        assertThat(tick()).isEmpty();
        assertThat(machine.view()).isSameAs(first);
    }

    @Test
    void shouldReplaceAnEarlierProcessInOneView() {
        start();
        View view = machine.join(3, 2, nowNs).orElseThrow();
        assertThat(view.generation()).isEqualTo(2);
        assertThat(view.ids()).containsExactly(7, 3, 5);
        assertThat(view.has(3, 2)).isTrue();
        machine.lost(3, 1, nowNs);
        assertThat(tick()).as("the old one's lifeline closes late").isEmpty();
    }

    @Test
    void shouldEvictWhoIsLostAtTheNextTick() {
        start();
        machine.lost(3, 1, nowNs);
        assertThat(tick().orElseThrow().ids()).containsExactly(7, 5);
    }

    @Test
    void shouldEvictSeveralInOneView() {
        start();
        machine.lost(3, 1, nowNs);
        machine.leave(7, 1, nowNs);
        View view = tick().orElseThrow();
        assertThat(view.ids()).containsExactly(5);
        assertThat(view.generation()).isEqualTo(2);
    }

    @Test
    void shouldEvictWhoIsSilentForLongerThanTheLimit() {
        start();
        passTime(DETECT_AFTER_NS, 7, 5);
        assertThat(machine.view().generation()).isEqualTo(1);
        passTime(10 * MS, 7, 5);
        assertThat(machine.view().ids()).containsExactly(7, 5);
    }

    @Test
    void shouldGiveEverybodyAFreshStartAfterAStallOfItsOwn() {
        start();
        nowNs += 3 * BUDGET_NS;
        assertThat(tick()).isEmpty();
        passTime(DETECT_AFTER_NS, 7, 5);
        assertThat(machine.view().generation()).isEqualTo(1);
        passTime(10 * MS, 7, 5);
        assertThat(machine.view().ids()).containsExactly(7, 5);
    }

    @Test
    void shouldEvictTheAccused() {
        start();
        machine.accuse(1, 7, 5, nowNs);
        assertThat(tick().orElseThrow().ids()).containsExactly(7, 3);
    }

    @Test
    void shouldBelieveTheFirstOfTwoThatAccuseEachOther() {
        start();
        machine.accuse(1, 7, 5, nowNs);
        machine.accuse(1, 5, 7, nowNs);
        assertThat(tick().orElseThrow().ids()).containsExactly(7, 3);
    }

    @Test
    void shouldIgnoreAccusationsOfAnotherGenerationFromStrangersAndAgainstOneself() {
        start();
        machine.accuse(0, 7, 5, nowNs);
        machine.accuse(2, 7, 5, nowNs);
        machine.accuse(1, 99, 5, nowNs);
        machine.accuse(1, 7, 99, nowNs);
        machine.accuse(1, 7, 7, nowNs);
        assertThat(tick()).isEmpty();
    }

    @Test
    void shouldRenewOnceHoweverManyAsk() {
        start();
        machine.renew(1, 7, nowNs);
        machine.renew(1, 5, nowNs);
        View view = tick().orElseThrow();
        assertThat(view.generation()).isEqualTo(2);
        assertThat(view.ids()).containsExactly(7, 3, 5);
        machine.renew(1, 3, nowNs);
        assertThat(tick()).isEmpty();
    }

    @Test
    void shouldFenceAnEvictedIncarnation() {
        start();
        machine.lost(3, 1, nowNs);
        assertThat(machine.isFenced(3, 1)).as("before the view is out").isTrue();
        tick();
        assertThat(machine.join(3, 1, nowNs)).isEmpty();
        assertThat(machine.refusal(3, 1)).isEqualTo("peer 3 is out as incarnation 1: it must join with 2 or higher");
        assertThat(machine.join(3, 2, nowNs).orElseThrow().has(3, 2)).isTrue();
    }

    @Test
    void shouldRefuseAProcessEarlierThanTheMember() {
        start();
        machine.join(3, 5, nowNs);
        assertThat(machine.join(3, 4, nowNs)).isEmpty();
        assertThat(machine.isFenced(3, 4)).isTrue();
        assertThat(machine.view().has(3, 5)).isTrue();
    }

    @Test
    void shouldRefuseAPeerThatIsNotConfigured() {
        assertThat(machine.join(9, 1, nowNs)).isEmpty();
        assertThat(machine.refusal(9, 1)).isEqualTo("peer 9 is not in the config: job job has the peers [7, 3, 5]");
        assertThat(machine.isFenced(9, 1)).isFalse();
    }

    @Test
    void shouldIssueNoEmptyViewAndStartAnewWithAll() {
        View first = start();
        CONFIGURED.forEach(member -> machine.lost(member.id(), 1, nowNs));
        assertThat(tick()).isEmpty();
        assertThat(tick()).isEmpty();
        assertThat(machine.view()).isSameAs(first);

        machine.accuse(1, 7, 5, nowNs);
        machine.renew(1, 7, nowNs);
        assertThat(tick()).as("nobody is left to speak").isEmpty();

        assertThat(machine.join(5, 2, nowNs)).isEmpty();
        assertThat(machine.join(7, 2, nowNs)).isEmpty();
        assertThat(tick()).isEmpty();
        View view = machine.join(3, 2, nowNs).orElseThrow();
        assertThat(view.generation()).isEqualTo(2);
        assertThat(view.ids()).containsExactly(7, 3, 5);
    }

    @Test
    void shouldNotTakeWhoWaitsForAStartIntoTheLastOnesView() {
        start();
        CONFIGURED.forEach(member -> machine.lost(member.id(), 1, nowNs));
        assertThat(machine.join(5, 2, nowNs)).isEmpty(); // before the tick that empties the others' seats
        assertThat(tick()).isEmpty();
        assertThat(machine.view().generation()).isEqualTo(1);
    }

    @Test
    void shouldRefuseALimitOfSilenceBeyondTheBudget() {
        assertThatThrownBy(() -> new MembershipMachine("job", CONFIGURED, BUDGET_NS, BUDGET_NS + 1))
                .hasMessageContaining("detectAfterNs=1000000001");
    }

    private View start() {
        tick();
        CONFIGURED.forEach(member -> machine.join(member.id(), 1, nowNs));
        return machine.view();
    }

    private Optional<View> tick() {
        return machine.tick(nowNs);
    }

    private void passTime(long durationNs, int... talking) {
        for (long passedNs = 0; passedNs < durationNs; passedNs += 10 * MS) {
            nowNs += 10 * MS;
            for (int id : talking) {
                machine.alive(id, 1, nowNs);
            }
            tick();
        }
    }
}
