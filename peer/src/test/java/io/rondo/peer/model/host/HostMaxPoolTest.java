package io.rondo.peer.model.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.model.layer.Extent;
import io.rondo.peer.model.layer.MaxPool;
import io.rondo.peer.model.layer.PlacedLayer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostMaxPoolTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 19})
    void shouldSendTheGradientToTheFirstOfEqualValues(int channels) {
        MaxPool layer = new MaxPool(2);
        Extent in = new Extent(3, 2, channels);
        HostMaxPool pool = new HostMaxPool(new PlacedLayer(1, layer, in, layer.output(in), 0));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment input = filled(arena, in.length(), 4f);
            MemorySegment output = filled(arena, channels, 0f);
            MemorySegment inputGradient = filled(arena, in.length(), Float.NaN);
            pool.forward(input, output, 1);
            pool.backward(input, output, filled(arena, channels, 2f), inputGradient, 1);

            for (int i = 0; i < in.length(); i++) {
                // The third row is left over.
                assertThat(inputGradient.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(i < channels ? 2f : 0f);
            }
        }
    }

    private static MemorySegment filled(Arena arena, int length, float value) {
        MemorySegment memory = arena.allocate((long) length * Float.BYTES, 64);
        Values.fill(memory, length, value);
        return memory;
    }
}
