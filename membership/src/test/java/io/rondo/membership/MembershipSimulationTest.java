package io.rondo.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.rondo.membership.FlawedMachine.Flaw;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replay one seed with {@code -Drondo.seed=N}. */
@Timeout(120)
class MembershipSimulationTest {
    private static final int SEEDS = 20_000;
    private static final int SEEDS_PER_FLAW = 2_000;
    private static final String REPLAY = "rondo.seed";

    @Test
    void shouldKeepItsPromisesWhateverHappens() {
        Long replayed = Long.getLong(REPLAY);
        if (replayed != null) {
            System.out.print(
                    run(replayed, MembershipSimulationTest::sound, true).trace());
            return;
        }
        long events = 0;
        long views = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedMembership world = run(seed, MembershipSimulationTest::sound, false);
            assertThat(world.faultCount()).isGreaterThanOrEqualTo(2);
            events += world.eventCount();
            views += world.viewCount();
        }
        assertThat(events / SEEDS).as("events of a seed").isGreaterThan(400);
        assertThat(views / SEEDS).as("views of a seed").isGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeABrokenRule(Flaw flaw) {
        for (long seed = 1; seed <= SEEDS_PER_FLAW; seed++) {
            SimulatedMembership world = new SimulatedMembership(seed, peers -> flawed(flaw, peers), false);
            try {
                world.run();
            } catch (AssertionError found) {
                if (found.getMessage().startsWith(flaw.finding)) {
                    return;
                }
            }
        }
        fail("nobody noticed in " + SEEDS_PER_FLAW + " seeds");
    }

    @Test
    void shouldShowHowABrokenSeedCameToIt() {
        assertThatThrownBy(() -> run(1, peers -> flawed(Flaw.FORGETS_THE_ORDER, peers), false))
                .hasMessageStartingWith("seed 1: not in the config's order")
                .hasMessageContaining("replay with -Drondo.seed=1\n")
                .hasMessageContaining("machine")
                .hasMessageContaining("  view 1: ");
    }

    private static SimulatedMembership run(
            long seed, Function<List<Member>, MembershipMachine> maker, boolean isTraced) {
        SimulatedMembership world = new SimulatedMembership(seed, maker, isTraced);
        try {
            world.run();
        } catch (AssertionError broken) {
            if (!isTraced) {
                return run(seed, maker, true); // breaks again, and shows how it came to it
            }
            throw new AssertionError(
                    "seed " + seed + ": " + broken.getMessage() + "; replay with -D" + REPLAY + "=" + seed + "\n"
                            + world.trace(),
                    broken);
        }
        return world;
    }

    private static MembershipMachine sound(List<Member> configured) {
        return new MembershipMachine(
                "job", configured, SimulatedMembership.BUDGET_NS, SimulatedMembership.DETECT_AFTER_NS);
    }

    private static MembershipMachine flawed(Flaw flaw, List<Member> configured) {
        return new FlawedMachine(flaw, configured, SimulatedMembership.BUDGET_NS, SimulatedMembership.DETECT_AFTER_NS);
    }
}
