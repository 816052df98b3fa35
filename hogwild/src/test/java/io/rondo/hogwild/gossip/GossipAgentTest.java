package io.rondo.hogwild.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.Window;
import io.rondo.hogwild.HogwildRule;
import io.rondo.hogwild.MixingRule;
import io.rondo.hogwild.PairwiseRule;
import io.rondo.hogwild.token.TokenTiming;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class GossipAgentTest {
    private static final int RANKS = 3;
    private static final int LENGTH = 5_003; // several pieces, the last one short
    private static final long BYTES = LENGTH * (long) Float.BYTES;
    private static final int EXCHANGES = 12;

    /** A rank at the end. */
    private record Outcome(float first, float last, float consensus, double spread, long samples, long handedBytes) {}

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "IPC", "UDP"})
    void shouldMixByTurnsUntilAllAreNearlyTheSame(TransportKind kind) throws Exception {
        List<Outcome> outcomes = gossip(kind, PairwiseRule::new);

        for (Outcome outcome : outcomes) {
            assertThat(outcome.first()).isCloseTo(10, within(0.1f)); // the mean of 0, 10 and 20
            assertThat(outcome.last()).isCloseTo(10 + LENGTH - 1, within(0.5f));
            assertThat(outcome.consensus()).isEqualTo(outcomes.get(0).consensus());
            assertThat(outcome.consensus()).isCloseTo(10, within(1e-3f));
            assertThat(outcome.spread()).isLessThan(1e-3);
            assertThat(outcome.handedBytes()).isGreaterThanOrEqualTo(EXCHANGES * 2 * BYTES - BYTES);
        }
    }

    @Test
    void shouldTellAllWhatEachHasDone() throws Exception {
        List<Outcome> outcomes = gossip(TransportKind.AUTO, () -> new HogwildRule(() -> 0.1, 0));

        for (Outcome outcome : outcomes) {
            assertThat(outcome.samples()).isEqualTo(outcomes.get(0).samples());
            assertThat(outcome.first()).isCloseTo(outcome.consensus(), within(1f));
        }
    }

    private static List<Outcome> gossip(TransportKind kind, Supplier<MixingRule> newRule) throws Exception {
        try (GossipRing ring = new GossipRing(RANKS, kind, BYTES)) {
            return ring.onEveryRank((links, memory, target) -> gossip(links, memory, target, newRule.get()));
        }
    }

    private static Outcome gossip(Collectives links, GossipMemory memory, Window target, MixingRule rule) {
        int rank = links.ring().rank();
        MemorySegment model = Arena.ofAuto().allocate(BYTES, 64);
        for (int k = 0; k < LENGTH; k++) {
            model.setAtIndex(ValueLayout.JAVA_FLOAT, k, 10 * rank + k);
        }
        LocalWork work = new LocalWork();
        GossipSettings settings = new GossipSettings(new TokenTiming(1), 0, 20_000_000, 20_000_000_000L);
        try (GossipAgent agent = new GossipAgent(settings, rule, work, model, MemorySegment.NULL)) {
            agent.open(links, memory, target.memory());
            while (agent.exchanges() < EXCHANGES) {
                work.onStep(32, 1.5, 0);
                agent.doWork(System.nanoTime());
            }
            work.onDone();
            while (!agent.consensus().isOver()) {
                agent.doWork(System.nanoTime());
            }
            Outcome outcome = new Outcome(
                    model.get(ValueLayout.JAVA_FLOAT, 0),
                    model.get(ValueLayout.JAVA_FLOAT, BYTES - Float.BYTES),
                    agent.consensus().model().get(ValueLayout.JAVA_FLOAT, 0),
                    agent.consensus().spread(),
                    agent.news().all().samples(),
                    agent.handedBytes());
            links.barrier();
            return outcome;
        }
    }
}
