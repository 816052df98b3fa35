package io.rondo.hogwild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What averaging on a ring owes: the mean stays what it was, and all models come to it. */
class AveragingRulesTest {
    private static final int PEERS = 5;
    private static final int LENGTH = 19;

    private final MemorySegment basis = Vectors.zeros(LENGTH);
    private final MemorySegment offer = Vectors.zeros(LENGTH);
    private final MemorySegment answer = Vectors.zeros(LENGTH);

    @Test
    void shouldComeToTheMeanByPairs() {
        shouldComeToTheMean(PairwiseRule::new);
    }

    @Test
    void shouldComeToTheMeanByPushSum() {
        shouldComeToTheMean(PushSumRule::new);
    }

    private void shouldComeToTheMean(Supplier<MixingRule> newRule) {
        List<MixingRule> rules = new ArrayList<>();
        List<MemorySegment> models = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            double value = i * i;
            rules.add(newRule.get());
            models.add(Vectors.of(LENGTH, k -> value + k));
        }
        double mean = (0 + 1 + 4 + 9 + 16) / 5.0;

        for (int turn = 0; turn < 60 * PEERS; turn++) {
            int holder = turn % PEERS;
            int next = (holder + 1) % PEERS;
            double weight = rules.get(holder).offer(models.get(holder), basis, offer);
            rules.get(next).accept(offer, weight, models.get(next), answer);
            rules.get(holder).settle(models.get(holder), basis, offer, answer);

            assertThat(consensus(rules, models, 3)).isCloseTo(mean + 3, within(1e-4));
        }

        for (MemorySegment model : models) {
            assertThat(Vectors.get(model, 0)).isCloseTo((float) mean, within(1e-3f));
        }
    }

    private static double consensus(List<MixingRule> rules, List<MemorySegment> models, int k) {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < PEERS; i++) {
            sum += rules.get(i).weight() * Vectors.get(models.get(i), k);
            weights += rules.get(i).weight();
        }
        assertThat(weights).isCloseTo(PEERS, within(1e-9));
        return sum / weights;
    }

    @Test
    void shouldKeepWhatIsLearnedWhileAPairIsMixing() {
        MixingRule rule = new PairwiseRule();
        MemorySegment parameters = Vectors.of(LENGTH, k -> 10);
        MemorySegment successor = Vectors.of(LENGTH, k -> 20);

        rule.offer(parameters, basis, offer);
        Vectors.add(parameters, 4, 3);
        rule.accept(offer, 1, successor, answer);
        rule.settle(parameters, basis, offer, answer);

        assertThat(Vectors.get(parameters, 4)).isEqualTo(18);
        assertThat(Vectors.get(parameters, 5)).isEqualTo(15);
        assertThat(Vectors.get(successor, 4)).isEqualTo(15);
    }

    @Test
    void shouldTakeBackAShareThatWasWithdrawn() {
        PushSumRule rule = new PushSumRule();
        MemorySegment model = Vectors.of(LENGTH, k -> k);

        rule.offer(model, basis, offer);
        rule.withdraw(basis, offer);

        assertThat(rule.weight()).isEqualTo(1);
    }
}
