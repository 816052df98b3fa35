package io.rondo.peer.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.central.Placement;
import io.rondo.peer.central.Rules;
import io.rondo.peer.central.Staleness;
import io.rondo.peer.config.BoundConfig;
import io.rondo.peer.config.CentralConfig;
import io.rondo.peer.config.ConsistencyName;
import io.rondo.peer.config.PackingConfig;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardTest {
    private static final List<Integer> WORKERS = List.of(0, 1, 2);
    private static final int ELEMENTS = 5_000;
    private static final int[] CUTS = {0, 1_700, ELEMENTS};

    private final MemorySegment applied = vector();
    private long appliedAtStep = -1;
    private int updates;

    private static MemorySegment vector() {
        return Arena.ofAuto().allocate((long) ELEMENTS * Float.BYTES, 64);
    }

    private Shard shard(ConsistencyName name, int bound, CentralConfig.GradientSum gradient) {
        Placement placement = new Placement(ELEMENTS, List.of(9), 100);
        CentralConfig config = new CentralConfig(
                1,
                name,
                BoundConfig.fixed(bound),
                name == ConsistencyName.BACKUP ? 1 : 0,
                gradient,
                0,
                CentralConfig.Restore.CHECKPOINT,
                100,
                PackingConfig.NONE,
                List.of());
        return new Shard(
                WORKERS,
                applied.byteSize(),
                Rules.of(config, WORKERS, Staleness.fixed(bound)),
                Staleness.fixed(bound),
                new CanonicalSum(placement.ranges(9), CUTS),
                (mean, step) -> {
                    applied.copyFrom(mean);
                    appliedAtStep = step;
                    updates++;
                },
                new UpdateSchedule(30),
                gradient == CentralConfig.GradientSum.SUM);
    }

    private float at(int index) {
        return applied.getAtIndex(ValueLayout.JAVA_FLOAT, index);
    }

    private static void fill(MemorySegment vector, float value) {
        for (int i = 0; i < ELEMENTS; i++) {
            vector.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
    }

    private static void push(Shard shard, int worker, float gradient, long samples) {
        fill(shard.inbox(worker), gradient);
        shard.push(worker, samples, 2.0 * samples);
    }

    @Test
    void shouldDivideARoundBySamplesOfAllWorkers() {
        Shard shard = shard(ConsistencyName.BSP, 0, CentralConfig.GradientSum.MEAN);

        push(shard, 2, 30, 10);
        push(shard, 0, 10, 10);
        assertThat(shard.settle()).isEmpty();
        push(shard, 1, 20, 4);

        assertThat(shard.settle()).containsExactly(0, 1, 2);
        assertThat(at(17)).isEqualTo(60f / 24);
        assertThat(shard.samples()).isEqualTo(24);
        assertThat(shard.lossSum()).isEqualTo(48);
        assertThat(appliedAtStep).isZero();
    }

    /** As an all-reduce would: within a bucket, chunk c is added in the order worker c, c + 1, ... */
    @Test
    void shouldAddUpInTheCanonicalOrder() {
        Shard shard = shard(ConsistencyName.BSP, 0, CentralConfig.GradientSum.MEAN);
        Random random = new Random(7);
        for (int worker : WORKERS) {
            for (int i = 0; i < ELEMENTS; i++) {
                shard.inbox(worker).setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
            }
            shard.push(worker, 7, 1);
        }
        shard.settle();

        for (int i = 0; i < ELEMENTS; i++) {
            int begin = i < CUTS[1] ? 0 : CUTS[1];
            int length = i < CUTS[1] ? CUTS[1] : ELEMENTS - CUTS[1];
            int chunk = 0;
            while (begin + (long) (chunk + 1) * length / 3 <= i) {
                chunk++;
            }
            float sum = shard.inbox(chunk).getAtIndex(ValueLayout.JAVA_FLOAT, i);
            for (int next = 1; next < 3; next++) {
                sum += shard.inbox((chunk + next) % 3).getAtIndex(ValueLayout.JAVA_FLOAT, i);
            }
            assertThat(at(i)).as("element %d", i).isEqualTo(sum / 21);
        }
    }

    @Test
    void shouldCountASinglePushForItsShareOfAStep() {
        Shard shard = shard(ConsistencyName.ASP, 0, CentralConfig.GradientSum.MEAN);

        push(shard, 1, 30, 5);

        assertThat(shard.settle()).containsExactly(1);
        assertThat(at(3)).isEqualTo(30f / 15);
        shard.remove(0);
        push(shard, 1, 30, 5);
        assertThat(at(3)).isEqualTo(30f / 10);
    }

    @Test
    void shouldAddUpWhenToldTo() {
        Shard single = shard(ConsistencyName.ASP, 0, CentralConfig.GradientSum.SUM);
        push(single, 1, 30, 5);
        assertThat(at(3)).isEqualTo(30f / 5);

        Shard round = shard(ConsistencyName.BSP, 0, CentralConfig.GradientSum.SUM);
        WORKERS.forEach(worker -> push(round, worker, 30, 5));
        round.settle();
        assertThat(at(3)).isEqualTo(3 * 30f / 5);
    }

    @Test
    void shouldCountNothingOfWhatComesTooLate() {
        Shard shard = shard(ConsistencyName.BACKUP, 0, CentralConfig.GradientSum.MEAN);
        push(shard, 0, 10, 5);
        push(shard, 1, 20, 5);
        assertThat(shard.settle()).containsExactly(0, 1);

        push(shard, 2, 99, 5);

        assertThat(shard.settle()).containsExactly(2);
        assertThat(shard.isDropped(2)).isTrue();
        assertThat(shard.samples()).isEqualTo(10);
        assertThat(updates).isOne();
        assertThat(shard.summary()).isEqualTo(new ServerSummary(ELEMENTS, 1, 1, List.of(2L, 1L)));
    }
}
