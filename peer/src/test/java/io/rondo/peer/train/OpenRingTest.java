package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OpenRingTest {
    private static final int ELEMENTS = 101;
    private static final long BYTES = 4L * ELEMENTS;

    @Test
    void shouldKeepTheLastResultUntilTheNextIsCommitted() throws Exception {
        BucketPlan plan = BucketPlan.whole(ELEMENTS);
        RingWatch patient = RingWatch.silence(TimeUnit.SECONDS.toNanos(60));
        try (ThreadRing ranks = new ThreadRing(2, patient)) {
            ranks.onEveryRank(PathSettings.of(TransportKind.AUTO), collectives -> {
                OpenRing ring = open(collectives, plan);
                for (int step = 1; step <= 4; step++) {
                    ring.onFinal(0, sums(plan, step));
                    assertThat(ring.result().getAtIndex(ValueLayout.JAVA_FLOAT, ELEMENTS - 1))
                            .isEqualTo(step - 1);
                    ring.finish(1, 0);
                    assertThat(ring.result().getAtIndex(ValueLayout.JAVA_FLOAT, ELEMENTS - 1))
                            .isEqualTo(step - 1);
                    ring.target().turn();
                    assertThat(ring.result().getAtIndex(ValueLayout.JAVA_FLOAT, ELEMENTS - 1))
                            .isEqualTo(step);
                    assertThat(ring.wholeResult().address())
                            .isEqualTo(ring.result().address());
                }
                ring.close();
                ring.target().release();
                return null;
            });
        }
    }

    private static OpenRing open(Collectives collectives, BucketPlan plan) throws Exception {
        int size = collectives.ring().size();
        return new OpenRing(
                new RingSupply.Opened(
                        collectives,
                        new Target(collectives
                                .window(RingSupply.targetBytes(BYTES, size))
                                .keep())),
                plan);
    }

    private static GradientSums sums(BucketPlan plan, float value) {
        MemorySegment gradients = Arena.ofAuto().allocate(BYTES, Float.BYTES);
        for (int i = 0; i < ELEMENTS; i++) {
            gradients.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
        }
        return new PlainSums(plan, gradients);
    }
}
