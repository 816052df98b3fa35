package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class PushFilterTest {
    @Test
    void shouldKeepBackWhatIsSmallUntilItHasAddedUp() {
        PushFilter filter = new PushFilter(0.5, 3 * Float.BYTES);

        assertThat(pushed(filter, 2, 1.5f, 0.75f, -1)).containsExactly(1.5f, 0, 0); // at most 0.5 of each of 2 samples
        assertThat(pushed(filter, 2, 0, 0.75f, -0.25f)).containsExactly(0, 1.5f, -1.25f);
        assertThat(pushed(filter, 2, 0, 0, 0)).containsExactly(0, 0, 0);
    }

    private static float[] pushed(PushFilter filter, long samples, float... sums) {
        MemorySegment gradients = MemorySegment.ofArray(sums);
        filter.apply(gradients, samples);
        return gradients.toArray(ValueLayout.JAVA_FLOAT);
    }
}
