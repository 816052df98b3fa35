package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatKernelsTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 15, 16, 17, 31, 32, 33, 100, 8161})
    void shouldGiveTheScalarKernelsBitsAtAnyAddress(int count) {
        Random random = new Random(count);
        try (Arena arena = Arena.ofConfined()) {
            long bytes = (count + 2L) * Float.BYTES;
            MemorySegment a = arena.allocate(bytes, 64);
            MemorySegment b = arena.allocate(bytes, 64);
            MemorySegment fast = arena.allocate(bytes, 64);
            MemorySegment slow = arena.allocate(bytes, 64);
            for (long at = 0; at < count + 2L; at++) {
                Memory.set(a.address() + at * Float.BYTES, random.nextFloat() - 0.5f);
                Memory.set(b.address() + at * Float.BYTES, random.nextFloat() * 1e6f);
            }
            long shift = Float.BYTES; // off the vector alignment on purpose
            FloatKernels vector = new VectorKernels();
            FloatKernels scalar = new ScalarKernels();

            vector.add(a.address() + shift, b.address(), fast.address() + shift, count);
            scalar.add(a.address() + shift, b.address(), slow.address() + shift, count);
            assertThat(fast.mismatch(slow)).isEqualTo(-1);

            vector.addAndDivide(a.address(), b.address() + shift, 3f, fast.address(), count);
            scalar.addAndDivide(a.address(), b.address() + shift, 3f, slow.address(), count);
            assertThat(fast.mismatch(slow)).isEqualTo(-1);

            vector.divide(a.address(), 7f, fast.address(), count);
            scalar.divide(a.address(), 7f, slow.address(), count);
            assertThat(fast.mismatch(slow)).isEqualTo(-1);
        }
    }
}
