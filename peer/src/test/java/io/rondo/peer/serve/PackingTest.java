package io.rondo.peer.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackingTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1000, 100_003})
    void shouldGiveBackEveryBit(int elements) {
        Random random = new Random(elements);
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt()); // NaNs among them
        }
        MemorySegment whole = MemorySegment.ofArray(values);

        MemorySegment again = Packing.unpack(Packing.pack(whole));

        assertThat(again.mismatch(whole)).isEqualTo(-1);
    }

    @Test
    void shouldTakeLittleRoomForZerosAndLessForValuesOfOneSize() {
        float[] values = new float[10_000];
        assertThat(Packing.pack(MemorySegment.ofArray(values)).byteSize()).isLessThan(1_000);

        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + random.nextFloat();
        }
        assertThat(Packing.pack(MemorySegment.ofArray(values)).byteSize()).isLessThan(9 * 4 * values.length / 10);
    }

    @Test
    void shouldRefuseWhatItHasNotMade() {
        assertThatThrownBy(() -> Packing.unpack(MemorySegment.ofArray(new byte[3])))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Packing.unpack(MemorySegment.ofArray(new byte[] {0, 0, 1, 0, 7, 7})))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
