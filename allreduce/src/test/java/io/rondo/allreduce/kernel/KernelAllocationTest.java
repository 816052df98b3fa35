package io.rondo.allreduce.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Once compiled a kernel allocates nothing: a vector that the JIT left in a box would show here. */
class KernelAllocationTest {
    private static final long COMPILED_WITHIN_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int CALLS = 500;
    private static final int COUNT = 1500; // enough for single elements before and behind the vectors

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("io.rondo.allreduce.kernel.ReduceKernelTest#kernels")
    void shouldAllocateNothing(ElementType type, Operator operator, String name, ReduceKernel kernel) {
        long divisor = operator == Operator.AVERAGE ? 3 : 1;
        try (Arena arena = Arena.ofConfined()) {
            long a = arena.allocate(4L * Long.BYTES * COUNT, 64).address() + type.bytes();
            long b = a + (long) COUNT * Long.BYTES;
            long other = b + (long) COUNT * Long.BYTES;
            long deadlineNs = System.nanoTime() + COMPILED_WITHIN_NS;
            long allocatedBytes = Long.MAX_VALUE;
            // The JIT works in the background and behind others: steady is when a round of calls allocates nothing.
            while (allocatedBytes > 0 && System.nanoTime() - deadlineNs < 0) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < CALLS; i++) {
                    kernel.reduce(a, b, 1, a, COUNT);
                    kernel.reduce(a, b, divisor, a, COUNT);
                    kernel.reduceIntoBoth(a, b, 1, a, other, COUNT);
                    kernel.reduceIntoBoth(a, b, divisor, a, other, COUNT);
                    if (operator == Operator.AVERAGE) {
                        kernel.divide(a, divisor, other, COUNT);
                    }
                }
                allocatedBytes = THREADS.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocatedBytes).isZero();
        }
    }
}
