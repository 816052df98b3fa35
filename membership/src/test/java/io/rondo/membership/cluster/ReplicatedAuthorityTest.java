package io.rondo.membership.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.membership.Member;
import io.rondo.membership.MembershipEvent;
import io.rondo.membership.MembershipEvent.Kind;
import io.rondo.membership.MembershipMachine;
import io.rondo.membership.MembershipTimeouts;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;

/** With a log that takes messages, and loses those that the test wants it to lose. */
class ReplicatedAuthorityTest {
    private static final long MS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long BUDGET_NS = 1_000 * MS;
    private static final List<Member> CONFIGURED = List.of(new Member(7, "h", 1), new Member(3, "h", 2));

    private final ReplicatedMachine machine =
            new ReplicatedMachine(new MembershipMachine("job", CONFIGURED, BUDGET_NS), 42, 43);
    private final LossyLog log = new LossyLog();
    private final ReplicatedAuthority authority = new ReplicatedAuthority(
            machine, log, new LoggedEvent(42, 43), new Hearing(new MembershipTimeouts(BUDGET_NS)));
    private long nowNs = -77 * MS;

    @Test
    void shouldWriteAJoinOnceAndSignsOfLifeNever() {
        start();
        assertThat(log.taken).isEqualTo(2);
        say(Kind.JOIN, 7);
        say(Kind.ALIVE, 7);
        assertThat(log.taken).isEqualTo(2);
        assertThat(authority.roster().view().ids()).containsExactly(7, 3);
    }

    @Test
    void shouldWriteALossAgainUntilTheMachineKnowsIt() {
        start();
        log.isLosing = true;
        say(Kind.LOST, 3);
        pass(200, 7);
        assertThat(log.taken - 2).isBetween(2, 5);
        assertThat(authority.roster().view().generation()).isEqualTo(1);

        log.isLosing = false;
        pass(100, 7);
        assertThat(authority.roster().view().ids()).containsExactly(7);
        int taken = log.taken;
        pass(200, 7);
        assertThat(log.taken).isEqualTo(taken);
    }

    @Test
    void shouldTakeOutWhoIsSilentAndNobodyElse() {
        start();
        pass(BUDGET_NS / MS, 7); // the grace of its term
        pass(590, 7);
        assertThat(authority.roster().view().generation()).isEqualTo(1);
        pass(30, 7);
        assertThat(authority.roster().view().ids()).containsExactly(7);
    }

    @Test
    void shouldForgetDeparturesOfATermThatIsOver() {
        start();
        log.isLosing = true;
        say(Kind.LOST, 3);
        machine.onFollowing();
        pass(100);
        assertThat(log.isOpen).isFalse();

        log.isLosing = false;
        machine.onTerm(9, 0, true);
        pass(100, 7, 3);
        assertThat(authority.roster().view().generation()).isEqualTo(1);
    }

    @Test
    void shouldDropAccusationsOfAnotherGeneration() {
        start();
        authority.on(new MembershipEvent(Kind.ACCUSE, 7, 0, 2, 3), nowNs);
        assertThat(log.taken).isEqualTo(2);
        authority.on(new MembershipEvent(Kind.ACCUSE, 7, 0, 1, 3), nowNs);
        assertThat(authority.roster().view().ids()).containsExactly(7);
    }

    private void start() {
        machine.onTerm(5, 0, true);
        pass(10);
        say(Kind.JOIN, 7);
        say(Kind.JOIN, 3);
    }

    private void say(Kind kind, int id) {
        authority.on(new MembershipEvent(kind, id, 1, 0, 0), nowNs);
    }

    private void pass(long durationMs, int... talking) {
        for (long passed = 0; passed < durationMs; passed += 10) {
            nowNs += 10 * MS;
            for (int id : talking) {
                say(Kind.ALIVE, id);
            }
            authority.tick(nowNs);
        }
    }

    private final class LossyLog implements LogWriter {
        private final LoggedEvent event = new LoggedEvent(42, 43);
        boolean isLosing;
        boolean isOpen;
        int taken;

        @Override
        public int poll(long nowNs) {
            isOpen = true;
            return 0;
        }

        @Override
        public boolean offer(DirectBuffer message, int lengthBytes) {
            taken++;
            if (!isLosing) {
                machine.apply(event.decode(message, 0));
            }
            return true;
        }

        @Override
        public void close() {
            isOpen = false;
        }
    }
}
