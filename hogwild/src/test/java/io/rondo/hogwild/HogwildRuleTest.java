package io.rondo.hogwild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HogwildRuleTest {
    private static final int LENGTH = 61; // whole vectors and a rest, whatever the processor
    private static final int ROUNDS = 12;

    /** A ring whose peers mix in float32, by the rule under test. */
    private static final class FloatRing {
        final List<MemorySegment> w = new ArrayList<>();
        final List<MemorySegment> old = new ArrayList<>();
        final List<MixingRule> rules = new ArrayList<>();
        final MemorySegment offer = Vectors.zeros(LENGTH);
        final MemorySegment answer = Vectors.zeros(LENGTH);

        FloatRing(int peers, double scale, double tolerance) {
            for (int i = 0; i < peers; i++) {
                w.add(Vectors.zeros(LENGTH));
                old.add(Vectors.zeros(LENGTH));
                HogwildRule rule = new HogwildRule(() -> scale, tolerance);
                rule.onRing(peers);
                rules.add(rule);
            }
        }

        void exchange(int i) {
            int next = (i + 1) % w.size();
            if (next != i) {
                double weight = rules.get(i).offer(w.get(i), old.get(i), offer);
                rules.get(next).accept(offer, weight, w.get(next), answer);
                rules.get(i).settle(w.get(i), old.get(i), offer, answer);
            }
        }
    }

    record Case(int peers, double scale, double tolerance) {}

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int peers : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 16, 32}) {
            for (double tolerance : new double[] {0, 1e-2}) {
                cases.add(new Case(peers, 1, tolerance));
                cases.add(new Case(peers, 0.1, tolerance));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMixAsTheFormulasDoInDoublePrecision(Case c) {
        FloatRing ring = new FloatRing(c.peers(), c.scale(), c.tolerance());
        PublishedRule oracle = new PublishedRule(c.peers(), LENGTH, c.scale(), c.tolerance());
        Random random = new Random(7);

        int keptBack = 0;
        for (int turn = 0; turn < ROUNDS * c.peers(); turn++) {
            for (int i = 0; i < c.peers(); i++) {
                for (int k = 0; k < LENGTH; k++) {
                    float work = (float) (random.nextGaussian() * 0.02 / c.scale());
                    Vectors.add(ring.w.get(i), k, work);
                    oracle.w[i][k] = Vectors.get(ring.w.get(i), k); // one rounding is not followed into the next turn:
                    oracle.old[i][k] = Vectors.get(ring.old.get(i), k); // it would flip a tolerance some day
                }
            }
            ring.exchange(turn % c.peers());
            oracle.exchange(turn % c.peers());

            for (int i = 0; i < c.peers(); i++) {
                for (int k = 0; k < LENGTH; k++) {
                    double size = Math.max(1, Math.abs(oracle.w[i][k]));
                    assertThat(Vectors.get(ring.w.get(i), k))
                            .as("turn %d peer %d parameter %d", turn, i, k)
                            .isCloseTo((float) oracle.w[i][k], within((float) (1e-6 * size)));
                    assertThat(Vectors.get(ring.old.get(i), k))
                            .as("turn %d peer %d basis %d", turn, i, k)
                            .isCloseTo((float) oracle.old[i][k], within((float) (1e-6 * size)));
                    keptBack += oracle.w[i][k] != oracle.old[i][k] && i == turn % c.peers() ? 1 : 0;
                }
            }
        }
        if (c.peers() > 1) {
            assertThat(keptBack > 0).as("some components were kept back").isEqualTo(c.tolerance() > 0);
        }
    }

    @Test
    void shouldStayTogetherWithTheFormulasOverManyRounds() {
        FloatRing ring = new FloatRing(4, 0.1, 0);
        PublishedRule oracle = new PublishedRule(4, LENGTH, 0.1, 0);
        Random random = new Random(8);

        for (int turn = 0; turn < 400; turn++) {
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < LENGTH; k++) {
                    float work = (float) (random.nextGaussian() * 0.02);
                    Vectors.add(ring.w.get(i), k, work);
                    oracle.w[i][k] += work;
                }
            }
            ring.exchange(turn % 4);
            oracle.exchange(turn % 4);
        }

        for (int i = 0; i < 4; i++) {
            for (int k = 0; k < LENGTH; k++) {
                assertThat(Vectors.get(ring.w.get(i), k)).isCloseTo((float) oracle.w[i][k], within(2e-5f));
            }
        }
    }

    @Test
    void shouldKeepWhatIsLearnedBetweenOfferAndSettling() {
        HogwildRule rule = onRingOf(4, 1);
        MemorySegment parameters = Vectors.of(LENGTH, k -> k);
        MemorySegment undisturbed = Vectors.of(LENGTH, k -> k);
        MemorySegment basis = Vectors.zeros(LENGTH);
        MemorySegment otherBasis = Vectors.zeros(LENGTH);
        MemorySegment offer = Vectors.zeros(LENGTH);
        MemorySegment answer = Vectors.of(LENGTH, k -> -k);

        rule.offer(undisturbed, otherBasis, offer);
        rule.settle(undisturbed, otherBasis, offer, answer);
        rule.offer(parameters, basis, offer);
        for (int k = 0; k < LENGTH; k++) {
            Vectors.add(parameters, k, 100);
        }
        rule.settle(parameters, basis, offer, answer);

        for (int k = 0; k < LENGTH; k++) {
            assertThat(Vectors.get(parameters, k)).isCloseTo(Vectors.get(undisturbed, k) + 100, within(1e-4f));
            assertThat(Vectors.get(parameters, k) - Vectors.get(basis, k))
                    .as("goes out with the next offer")
                    .isCloseTo(100, within(1e-4f));
        }
    }

    @Test
    void shouldOfferAgainWhatWasWithdrawn() {
        HogwildRule rule = onRingOf(4, 0.5);
        MemorySegment parameters = Vectors.of(LENGTH, k -> k / 7.0);
        MemorySegment basis = Vectors.of(LENGTH, k -> 1);
        MemorySegment offer = Vectors.zeros(LENGTH);
        MemorySegment again = Vectors.zeros(LENGTH);

        rule.offer(parameters, basis, offer);
        rule.withdraw(basis, offer);
        rule.offer(parameters, basis, again);

        for (int k = 0; k < LENGTH; k++) {
            assertThat(Vectors.get(again, k)).isCloseTo(Vectors.get(offer, k), within(1e-6f));
        }
    }

    @Test
    void shouldAllocateNothing() {
        HogwildRule rule = onRingOf(4, 1);
        MemorySegment parameters = Vectors.zeros(10_000);
        MemorySegment basis = Vectors.zeros(10_000);
        MemorySegment offer = Vectors.zeros(10_000);
        MemorySegment answer = Vectors.zeros(10_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long least = Long.MAX_VALUE;
        for (int round = 0; round < 60 && least > 0; round++) { // until the JIT has compiled the loops
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100; i++) {
                rule.offer(parameters, basis, offer);
                rule.accept(offer, 1, parameters, answer);
                rule.settle(parameters, basis, offer, answer);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isZero();
    }

    @Test
    void shouldRefuseANegativeTolerance() {
        assertThatThrownBy(() -> new HogwildRule(() -> 1, -1e-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tolerance=-0.001");
    }

    private static HogwildRule onRingOf(int peers, double scale) {
        HogwildRule rule = new HogwildRule(() -> scale, 0);
        rule.onRing(peers);
        return rule;
    }
}
