package io.rondo.peer.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.config.ConsistencyName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are killed under load, in {@link SimulatedServers}. */
class SeatTest {
    private static final int SEEDS = 60;

    @ParameterizedTest
    @EnumSource(ConsistencyName.class)
    void shouldLoseNoUpdateThatAWorkerKnowsOf(ConsistencyName rule) {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedServers world = new SimulatedServers(seed, rule, 1);

            world.runWithKills();

            world.assertAllIsCounted();
        }
    }

    @ParameterizedTest
    @CsvSource({"BSP, 2", "ASP, 2", "SSP, 0"})
    void shouldDoSoWithMoreReplicasAndWithNone(ConsistencyName rule, int copies) {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedServers world = new SimulatedServers(seed, rule, copies);

            world.runWithKills();

            world.assertAllIsCounted();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BSP", "ASP"})
    void shouldGoOnAndEndWhenAPartIsLost(ConsistencyName rule) {
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedServers world = new SimulatedServers(seed, rule, 0).thatLosesServers();

            world.runWithKills();

            assertThat(world.losses()).as("seed %d", seed).isPositive();
            world.assertAllAreAnswered();
        }
    }
}
