package io.rondo.bench.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rondo.bench.predict.CostModel.Exchange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CostModelTest {
    private static final Offset<Double> ROUNDING = within(1e-9);
    private static final int MODEL_BYTES = 4_000_000;
    private static final double BYTES_PER_MS = 1_000_000;
    private static final double LATENCY_MS = 0.05;

    /** Every peer on a host of its own: 2 ms and 0.5 ms a sample; the model takes the link 4 ms. */
    private static CostModel apart() {
        return new CostModel(2, 0.5, MODEL_BYTES, BYTES_PER_MS, LATENCY_MS, 8, 1);
    }

    @Test
    void shouldTakeTheFormulasOfEachExchange() {
        CostModel model = apart();

        assertThat(model.stepMs(Exchange.SOLO, 1, 16, 1)).isEqualTo(10);
        assertThat(model.stepMs(Exchange.RING, 4, 16, 1)).isCloseTo(10 + 6 + 6 * LATENCY_MS, ROUNDING);
        assertThat(model.stepMs(Exchange.SERVER, 4, 16, 1)).isCloseTo(10 + 32 + 2 * LATENCY_MS, ROUNDING);
        assertThat(model.stepMs(Exchange.SERVER, 4, 16, 4)).isCloseTo(10 + 8 + 2 * LATENCY_MS, ROUNDING);
        assertThat(model.stepMs(Exchange.GOSSIP, 4, 16, 1)).isEqualTo(10);
        assertThat(model.stepMs(Exchange.GOSSIP, 4, 2, 1)).isCloseTo(8 + 2 * LATENCY_MS, ROUNDING);
    }

    @Test
    void shouldHavePeersOfAHostShareItsCores() {
        CostModel shared = new CostModel(2, 0.5, MODEL_BYTES, BYTES_PER_MS, 0, 2, 64);

        assertThat(shared.stepMs(Exchange.RING, 2, 16, 1)).isCloseTo(10 + 4, ROUNDING);
        assertThat(shared.stepMs(Exchange.RING, 4, 16, 1)).isCloseTo(20 + 2 * 6, ROUNDING);
    }

    /** One server's link carries the model for everyone: the ring leaves it behind. */
    @Test
    void shouldHaveARingOvertakeAServerAsPeersAreAdded() {
        CostModel model = apart();

        for (int peers = 2; peers <= 64; peers *= 2) {
            assertThat(model.strongSpeedUp(Exchange.RING, peers, 1024, 1))
                    .isGreaterThan(model.strongSpeedUp(Exchange.SERVER, peers, 1024, 1));
        }
        assertThat(model.weakSpeedUp(Exchange.GOSSIP, 64, 16, 1)).isCloseTo(64, ROUNDING);
        assertThat(model.strongSpeedUp(Exchange.RING, 2, 1024, 1)).isLessThan(2);
    }
}
