package io.rondo.hogwild.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConsensusRoundsTest {
    private static final long PATIENCE_NS = 1_000;
    private static final int SEEDS = 2_000;

    @Test
    void shouldBeginWhenAllHaveCalled() {
        ConsensusRounds leader = new ConsensusRounds(PATIENCE_NS);
        leader.open(0, 3, 0, 0);

        leader.want(false, 0);
        assertThat(leader.isDue()).isFalse(); // nobody knows of it
        leader.onTold(leader.call());
        leader.onCall(1, new ConsensusCall(1, false), 1);
        assertThat(leader.isDue()).isFalse(); // rank 2 has not answered

        leader.onCall(2, new ConsensusCall(1, false), 2);
        assertThat(leader.isDue()).isTrue();
        leader.onTaken();
        assertThat(leader.isPending()).isFalse();
        assertThat(leader.taken()).isEqualTo(1);
    }

    @Test
    void shouldCallWhenItHearsACallAndTakeNoHarmFromHearingItAgain() {
        ConsensusRounds member = new ConsensusRounds(PATIENCE_NS);
        member.open(1, 2, 4, 0);

        member.onCall(0, new ConsensusCall(5, true), 1);
        assertThat(member.call()).isEqualTo(new ConsensusCall(5, true));
        assertThat(member.isDue()).isFalse(); // its own call is not out
        member.onTold(member.call());
        assertThat(member.isDue()).isTrue();
        member.onTaken();

        member.onCall(0, new ConsensusCall(5, true), 2);
        assertThat(member.isPending()).isFalse();
        assertThat(member.isOver()).isTrue();
    }

    @Test
    void shouldNameWhoIsOverdue() {
        ConsensusRounds leader = new ConsensusRounds(PATIENCE_NS);
        leader.open(0, 3, 0, 0);
        leader.want(false, 100);
        assertThat(leader.overdue(100 + PATIENCE_NS)).isZero(); // its own call is not out

        leader.onTold(leader.call());
        leader.onCall(1, new ConsensusCall(1, false), 200);

        assertThat(leader.overdue(99 + PATIENCE_NS)).isEqualTo(ConsensusRounds.NOBODY);
        assertThat(leader.overdue(100 + PATIENCE_NS)).isEqualTo(2);
    }

    @Test
    void shouldWantAgainInTheNextViewWhatItHasNotTaken() {
        ConsensusRounds leader = new ConsensusRounds(PATIENCE_NS);
        leader.open(0, 3, 0, 0);
        leader.want(false, 0);

        leader.open(0, 2, 1, 10); // another member had taken it

        assertThat(leader.call()).isEqualTo(new ConsensusCall(2, false));
        assertThat(leader.isUntold()).isTrue();
        leader.open(1, 3, 1, 20); // it leads no more
        assertThat(leader.isPending()).isFalse();
    }

    @Test
    void shouldWantOneAtATimeAndNothingAfterTheLast() {
        ConsensusRounds leader = new ConsensusRounds(PATIENCE_NS);
        leader.open(0, 1, 0, 0);
        leader.want(true, 0);
        assertThatThrownBy(() -> leader.want(false, 0)).isInstanceOf(IllegalStateException.class);

        leader.onTold(leader.call());
        leader.onTaken();

        assertThatThrownBy(() -> leader.want(false, 0)).isInstanceOf(IllegalStateException.class);
        leader.open(0, 1, 1, 0); // whether it is the last one of the run is asked anew in each view
        assertThat(leader.isOver()).isFalse();
    }

    @Test
    void shouldNeverStandStillWhateverIsLateOrDoubledAndWheneverTheViewChanges() {
        for (int seed = 0; seed < SEEDS; seed++) {
            new SimulatedConsensuses(seed, ConsensusRounds::new).run();
        }
    }

    @Test
    void shouldBeFoundOutIfItBeganBeforeTheOthersAreKnownToCome() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        new SimulatedConsensuses(seed, Hasty::new).run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("began round");
    }

    @Test
    void shouldBeFoundOutIfItKeptItsWishFromTheNextView() {
        assertThatThrownBy(() -> {
                    for (int seed = 0; seed < SEEDS; seed++) {
                        new SimulatedConsensuses(seed, Forgetful::new).run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was never taken");
    }

    /** Begins as soon as its own call is out. */
    private static final class Hasty extends ConsensusRounds {
        Hasty(long patienceNs) {
            super(patienceNs);
        }

        @Override
        boolean isDue() {
            return isPending() && !isUntold();
        }
    }

    /** A new view knows nothing of what its leader wanted. */
    private static final class Forgetful extends ConsensusRounds {
        Forgetful(long patienceNs) {
            super(patienceNs);
        }

        @Override
        void open(int rank, int size, int newest, long nowNs) {
            super.open(1, size, newest, nowNs); // whoever does not lead has no wish
            super.open(rank, size, newest, nowNs);
        }
    }
}
