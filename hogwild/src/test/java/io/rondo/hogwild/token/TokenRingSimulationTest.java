package io.rondo.hogwild.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.rondo.hogwild.token.FlawedTokenRing.Flaw;
import io.rondo.hogwild.token.SimulatedPeer.TokenRingMaker;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replay one seed with {@code -Drondo.seed=N}. */
@Timeout(120)
class TokenRingSimulationTest {
    private static final int SEEDS = 20_000;
    private static final int SEEDS_PER_FLAW = 2_000;
    private static final String REPLAY = "rondo.seed";

    @Test
    void shouldKeepItsPromisesWhateverHappens() {
        Long replayed = Long.getLong(REPLAY);
        if (replayed != null) {
            TokenTrace trace = new TokenTrace();
            run(replayed, TokenRing::new, trace);
            System.out.print(trace);
            return;
        }
        long events = 0;
        long faults = 0;
        long views = 0;
        long exchanges = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedRing world = run(seed, TokenRing::new, null);
            events += world.eventCount();
            faults += world.faultCount();
            views += world.viewCount();
            exchanges += world.exchangeCount();
        }
        assertThat(events / SEEDS).as("events of a seed").isGreaterThan(400);
        assertThat((double) faults / SEEDS).as("faults of a seed").isGreaterThan(1.5);
        assertThat((double) views / SEEDS).as("views of a seed").isGreaterThan(2.5);
        assertThat(exchanges / SEEDS).as("exchanges of a seed").isGreaterThan(20);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNoticeABrokenRule(Flaw flaw) {
        for (long seed = 1; seed <= SEEDS_PER_FLAW; seed++) {
            try {
                new SimulatedRing(seed, flawed(flaw), null).run();
            } catch (AssertionError found) {
                if (Arrays.stream(flaw.findings).anyMatch(found.getMessage()::contains)) {
                    return;
                }
            }
        }
        fail("nobody noticed in " + SEEDS_PER_FLAW + " seeds");
    }

    @Test
    void shouldShowHowABrokenSeedCameToIt() {
        assertThatThrownBy(() -> run(3, flawed(Flaw.EVERYBODY_MAKES_TOKENS), null))
                .hasMessageStartingWith("seed 3: two live tokens")
                .hasMessageContaining("replay with -Drondo.seed=3\n")
                .hasMessageContaining("open     peer ");
    }

    private static SimulatedRing run(long seed, TokenRingMaker maker, TokenTrace trace) {
        SimulatedRing world = new SimulatedRing(seed, maker, trace);
        try {
            world.run();
        } catch (AssertionError broken) {
            if (trace == null) {
                return run(seed, maker, new TokenTrace()); // breaks again, and shows how it came to it
            }
            throw new AssertionError(
                    "seed " + seed + ": " + broken.getMessage() + "; replay with -D" + REPLAY + "=" + seed + "\n"
                            + trace,
                    broken);
        }
        return world;
    }

    private static TokenRingMaker flawed(Flaw flaw) {
        return (timing, resendNs, actions) -> new FlawedTokenRing(flaw, timing, resendNs, actions);
    }
}
