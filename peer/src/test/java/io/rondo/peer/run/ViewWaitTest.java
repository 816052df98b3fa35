package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.allreduce.RingBrokenException;
import io.rondo.membership.Activity;
import io.rondo.membership.Member;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.TakenOutException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peer 0 of three waits, in a time that passes when it pauses. */
class ViewWaitTest {
    private static final long MS = 1_000_000;
    private static final RingBrokenException BROKEN = new RingBrokenException("broken");

    private final RondoConfig config = ConfigReader.readText("peers: 3\nrecovery: {budget: 1s}", "test");
    private final Passing pace = new Passing();
    private final SignsOfLife signs = new SignsOfLife(view(0, 0, 0, 0), 0, 1000 * MS, pace.nowNs());
    private final FakeMembership membership = new FakeMembership(null);
    private long joinedAtNs;
    private final ViewWait wait = new ViewWait(config, 0, 1, signs, membership, pace);

    private static final class Passing implements Pace {
        private long nowNs = Long.MAX_VALUE - 5; // it overflows
        private Runnable onPause = () -> {};

        @Override
        public long nowNs() {
            return nowNs;
        }

        @Override
        public void pause(long ns) {
            nowNs += ns;
            onPause.run();
        }
    }

    private static View view(int generation, long... incarnations) {
        return new View(
                "job",
                generation,
                List.of(
                        new Member(0, "h", 1, incarnations[0]),
                        new Member(1, "h", 2, incarnations[1]),
                        new Member(2, "h", 3, incarnations[2])));
    }

    private void hearAll() {
        signs.onBeat(1, 1, 0, Activity.COMPUTING, true, List.of(), pace.nowNs());
        signs.onBeat(2, 1, 0, Activity.COMPUTING, true, List.of(), pace.nowNs());
    }

    /** The first pause after it has asked to be a member. */
    private void letIn() {
        if (membership.joined == 8) {
            joinedAtNs = pace.nowNs() - MS;
            membership.view = view(3, 8, 1, 1);
        }
    }

    @Test
    void shouldNotHoldTheFormerProcesssSilenceAgainstANewOne() {
        membership.view = view(1, 7, 1, 1);
        hearAll();
        wait.first(7);
        pace.nowNs += 3000 * MS;
        membership.view = view(2, 7, 1, 2);

        wait.after(1, BROKEN);

        assertThat(signs.silent(List.of(2), pace.nowNs())).isEqualTo(-1);
        assertThat(signs.silent(List.of(1), pace.nowNs())).isEqualTo(1); // the same as before
    }

    @Test
    void shouldRememberWhoDidNotHearItThoughThatPeerGivesUpFirst() {
        membership.view = view(1, 7, 1, 1);
        hearAll();
        signs.onBeat(2, 1, 0, Activity.STARTING, false, List.of(), pace.nowNs());
        long beginNs = pace.nowNs();
        pace.onPause = () -> {
            if (pace.nowNs() - beginNs > 100 * MS) { // a view without the one that hears nothing
                membership.view = new View("job", 2, view(1, 7, 1, 1).members().subList(0, 2));
            }
        };

        assertThat(wait.first(7).ids()).containsExactly(0, 1);

        assertThat(wait.obstacle().orElseThrow())
                .startsWith("peers [2] to hear this one: their signs of life reach peer 0 ")
                .endsWith("look for a firewall in that direction");
    }

    @Test
    void shouldHaveNoObstacleWhenAllHaveComeInTheEnd() {
        membership.view = view(1, 7, 1, 1);
        pace.onPause = this::hearAll;

        wait.first(7);

        assertThat(wait.obstacle()).isEmpty();
    }

    @Test
    void shouldHearTheMembersBeforeItJoinsThemAgain() {
        membership.view = view(1, 7, 1, 1);
        hearAll();
        wait.first(7);
        pace.nowNs += 600 * MS;
        membership.view = new View("job", 2, view(1, 7, 1, 1).members().subList(1, 3));
        assertThatThrownBy(() -> wait.after(1, BROKEN)).isInstanceOf(TakenOutException.class);
        long outNs = pace.nowNs();
        pace.onPause = () -> {
            if (pace.nowNs() - outNs == 400 * MS) {
                hearAll();
            }
            letIn();
        };

        wait.first(8);

        assertThat(joinedAtNs - outNs).isEqualTo(400 * MS);
    }

    @Test
    void shouldJoinAllTheSameWhenTheMembersStaySilent() {
        membership.view = view(1, 7, 1, 1);
        hearAll();
        wait.first(7);
        pace.nowNs += 600 * MS;
        long outNs = pace.nowNs();
        pace.onPause = this::letIn;

        wait.first(8);

        assertThat(joinedAtNs - outNs).isEqualTo(2000 * MS);
    }
}
