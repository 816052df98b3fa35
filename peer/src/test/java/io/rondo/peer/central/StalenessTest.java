package io.rondo.peer.central;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.config.BoundConfig;
import io.rondo.peer.config.CentralConfig;
import io.rondo.peer.config.ConsistencyName;
import io.rondo.peer.config.PackingConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

class StalenessTest {
    private double firstLayerSum = 5;

    @Test
    void shouldStayWhereItIsFixed() {
        Staleness fixed = Staleness.fixed(7);
        fixed.onUpdate(1_000_000);

        assertThat(fixed.getAsInt()).isEqualTo(7);
    }

    @Test
    void shouldGrowWithTheEpochs() {
        Staleness perEpoch = Staleness.perEpoch(4, 3, 1_000);

        assertThat(boundAfter(perEpoch, 999)).isEqualTo(4);
        assertThat(boundAfter(perEpoch, 1_000)).isEqualTo(7);
        assertThat(boundAfter(perEpoch, 5_500)).isEqualTo(19);
        assertThat(boundAfter(perEpoch, Long.MAX_VALUE / 4)).isEqualTo(Integer.MAX_VALUE);
    }

    private static int boundAfter(Staleness staleness, long samples) {
        staleness.onUpdate(samples);
        return staleness.getAsInt();
    }

    @Test
    void shouldFollowTheFirstLayersLastChangeWhateverItsSign() {
        Staleness byLayer = Staleness.byFirstLayer(100, 30, () -> firstLayerSum);
        assertThat(byLayer.getAsInt()).isEqualTo(30);

        firstLayerSum = 5.12;
        assertThat(boundAfter(byLayer, 0)).isEqualTo(12);
        firstLayerSum = 5.04;
        assertThat(boundAfter(byLayer, 0)).isEqualTo(8);
        assertThat(boundAfter(byLayer, 0)).isZero();
        firstLayerSum = 9;
        assertThat(boundAfter(byLayer, 0)).isEqualTo(30);
    }

    /** The rules ask for the bound each time. */
    @Test
    void shouldLetWorkersGetFurtherApartInLaterEpochs() {
        Staleness perEpoch = Staleness.perEpoch(0, 1, 10);
        CentralConfig config = new CentralConfig(
                1,
                ConsistencyName.SSP,
                BoundConfig.fixed(0),
                0,
                CentralConfig.GradientSum.MEAN,
                0,
                CentralConfig.Restore.CHECKPOINT,
                100,
                PackingConfig.NONE,
                List.of());
        Consistency ssp = Rules.of(config, List.of(0, 1), perEpoch);

        ssp.onPush(0);
        assertThat(ssp.release()).isEmpty();
        perEpoch.onUpdate(10);
        assertThat(ssp.release()).containsExactly(0);
    }
}
