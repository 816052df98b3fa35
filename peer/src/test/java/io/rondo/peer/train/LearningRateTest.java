package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.peer.config.ConfigReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LearningRateTest {
    private static final long TOTAL_STEPS = 101;

    @ParameterizedTest(name = "{0}, step {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            name: constant                                  |   0 | 0.8
            name: constant                                  | 100 | 0.8
            {name: constant, warmupSteps: 4}                |   0 | 0.2
            {name: constant, warmupSteps: 4}                |   2 | 0.6
            {name: constant, warmupSteps: 4}                |   3 | 0.8
            {name: constant, warmupSteps: 4}                |   4 | 0.8
            {name: step, everySteps: 10, factor: 0.5}       |   9 | 0.8
            {name: step, everySteps: 10, factor: 0.5}       |  10 | 0.4
            {name: step, everySteps: 10, factor: 0.5}       |  39 | 0.1
            {name: exponential, everySteps: 10, factor: 0.25} |  5 | 0.4
            {name: exponential, everySteps: 10, factor: 0.25} | 20 | 0.05
            {name: cosine, endRate: 0.2}                    |   0 | 0.8
            {name: cosine, endRate: 0.2}                    |  50 | 0.5
            {name: cosine, endRate: 0.2}                    | 100 | 0.2
            {name: cosine, endRate: 0.2}                    | 500 | 0.2
            {name: linear, endRate: 0.2}                    |   0 | 0.8
            {name: linear, endRate: 0.2}                    |  25 | 0.65
            {name: linear, endRate: 0.2}                    | 100 | 0.2
            {name: linear, endRate: 0.2, warmupSteps: 50}   |  24 | 0.328
            """)
    void shouldFollowItsSchedule(String schedule, long step, double expected) {
        String flow = schedule.startsWith("{") ? schedule : "{" + schedule + "}";

        LearningRate rate = rate("schedule: " + flow, 1, TOTAL_STEPS);

        assertThat(rate.at(step)).isEqualTo(expected, within(1e-12));
    }

    @ParameterizedTest(name = "{0} on {1} peers: {2}")
    @CsvSource({"none, 9, 0.8", "linear, 9, 7.2", "sqrt, 9, 2.4", "linear, 1, 0.8"})
    void shouldScaleWithThePeers(String scaling, int peers, double expected) {
        assertThat(rate("rateScaling: " + scaling, peers, TOTAL_STEPS).at(0)).isEqualTo(expected, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void shouldHaveARateForARunOfASingleStep(long totalSteps) {
        assertThat(rate("schedule: {name: cosine, endRate: 0.2}", 1, totalSteps).at(0))
                .isEqualTo(0.8, within(1e-12));
    }

    private static LearningRate rate(String setting, int peers, long totalSteps) {
        String yaml = "training:\n  optimizer: {name: sgd, learningRate: 0.8}\n  " + setting;
        return LearningRate.of(ConfigReader.readText(yaml, "test").training(), peers, totalSteps);
    }
}
