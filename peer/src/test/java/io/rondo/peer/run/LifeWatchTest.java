package io.rondo.peer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import io.rondo.membership.Activity;
import io.rondo.membership.Member;
import io.rondo.membership.SignsOfLife;
import io.rondo.membership.View;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peer 10 waits on its ring with peers 20 and 30; the time stands still. */
class LifeWatchTest {
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long BUDGET_NS = MINUTE_NS;
    private static final long STEP_TIMEOUT_NS = 10 * MINUTE_NS;

    private final long nowNs = Long.MAX_VALUE - 3; // it overflows
    private final View view = new View(
            "job",
            3,
            List.of(
                    new Member(10, "127.0.0.1", 40100),
                    new Member(20, "127.0.0.1", 40101),
                    new Member(30, "127.0.0.1", 40102)));
    private final Ring ring = Ring.ofOneHost("job", 3, List.of(10, 20, 30), 0);
    private final SignsOfLife signs = new SignsOfLife(view, 10, BUDGET_NS, nowNs);
    private final FakeMembership membership = new FakeMembership(view);
    private final LifeWatch watch = new LifeWatch(signs, membership, new Stopped(nowNs), STEP_TIMEOUT_NS);

    private record Stopped(long nowNs) implements Pace {
        @Override
        public void pause(long ns) {}
    }

    @Test
    void shouldWaitForPeersThatAreAliveHoweverSlow() {
        beat(20, 0, Activity.COMPUTING);
        beat(30, 0, Activity.EXCHANGING);

        assertThatCode(() -> watch.onWaiting(ring, 1, 4, STEP_TIMEOUT_NS)).doesNotThrowAnyException();
    }

    @Test
    void shouldNameThePeerThatIsSilent() {
        beat(20, 0, Activity.COMPUTING);
        beat(30, 2 * MINUTE_NS, Activity.COMPUTING);

        assertThatThrownBy(() -> watch.onWaiting(ring, 1, 4, 1))
                .isInstanceOf(RingBrokenException.class)
                .hasMessage("peer silent: peer=30 generation=3 hop=4 silentMs=120000");
        assertThat(membership.accused).containsExactly("3 30");
    }

    @Test
    void shouldEndAWaitWhenTheViewHasChanged() {
        beat(20, 0, Activity.COMPUTING);
        beat(30, 0, Activity.COMPUTING);
        membership.view = new View("job", 4, view.members().subList(0, 2));

        assertThatThrownBy(() -> watch.onWaiting(ring, 1, 4, 1))
                .isInstanceOf(RingBrokenException.class)
                .hasMessage("the view has changed: generation=3 newest=4 members=[10, 20] hop=4");
    }

    @Test
    void shouldNotWaitForAPeerThatHasLeft() {
        beat(20, 0, Activity.LEAVING);
        beat(30, 0, Activity.COMPUTING);

        assertThatCode(() -> watch.onWaiting(ring, 1, 4, 1))
                .doesNotThrowAnyException(); // its last frames may be on the way
        assertThatThrownBy(() -> watch.onWaiting(ring, 1, 4, 1_000_000_000L))
                .hasMessage("peer left: peer=20 generation=3 hop=4 silentMs=1000");
    }

    @Test
    void shouldGiveUpASlowPeerAfterTheStepTimeout() {
        watch.onStep(7);
        signs.onBeat(20, 1, 7, Activity.COMPUTING, true, List.of(), nowNs);
        signs.onBeat(30, 1, 7, Activity.EXCHANGING, true, List.of(), nowNs);

        assertThatThrownBy(() -> watch.onWaiting(ring, 1, 4, STEP_TIMEOUT_NS + 1))
                .isInstanceOf(RingBrokenException.class)
                .hasMessage("step timed out (training.stepTimeout): waited for peer=20 generation=3 hop=4"
                        + " waitedMs=600000");
    }

    @Test
    void shouldEndAWaitWhenTheRingIsClosed() {
        beat(20, 0, Activity.COMPUTING);
        beat(30, 0, Activity.COMPUTING);
        watch.onClosing(ring);

        assertThatThrownBy(() -> watch.onWaiting(ring, 1, 4, 5_000_000))
                .isInstanceOf(RingBrokenException.class)
                .hasMessage("this peer closes the ring while it waits: peer=20 generation=3 hop=4 waitedMs=5");
    }

    private void beat(int peer, long ageNs, Activity activity) {
        signs.onBeat(peer, 1, 0, activity, true, List.of(), nowNs - ageNs);
    }
}
