package io.rondo.allreduce.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type and operator, vector and scalar, bit by bit against loops over Java's own buffers. */
class ReduceKernelTest {
    private static final int[] COUNTS = {0, 1, 15, 16, 17, 31, 1000, 4099};
    private static final int[] SHIFTS = {0, 1, 5, 13};
    private static final int MAX_COUNT = 4099;
    private static final int GUARD_ELEMENTS = 16;
    private static final byte UNTOUCHED = 0x5a;

    static Stream<Arguments> kernels() {
        return Stream.of(ElementType.values())
                .flatMap(type -> Stream.of(Operator.values())
                        .flatMap(operator -> Stream.of(
                                Arguments.of(type, operator, "vector", Kernels.of(type, operator)),
                                Arguments.of(type, operator, "scalar", scalar(type, operator)))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("kernels")
    void shouldReduceIntoATargetOfItsOwn(ElementType type, Operator operator, String name, ReduceKernel kernel) {
        forEachShape(type, operator, buffers -> {
            kernel.reduce(buffers.a, buffers.b, buffers.divisor, buffers.target, buffers.count);
            buffers.assertHolds(buffers.targetSegment, buffers.reduced());
        });
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("kernels")
    void shouldReduceInPlace(ElementType type, Operator operator, String name, ReduceKernel kernel) {
        forEachShape(type, operator, buffers -> {
            byte[] expected = buffers.reduced();
            byte[] b = buffers.bytesOf(buffers.bSegment);
            kernel.reduce(buffers.a, buffers.b, buffers.divisor, buffers.a, buffers.count);
            buffers.assertHolds(buffers.aSegment, expected);
            buffers.assertHolds(buffers.bSegment, b);
        });
        forEachShape(type, operator, buffers -> {
            byte[] expected = buffers.reduced();
            kernel.reduce(buffers.a, buffers.b, buffers.divisor, buffers.b, buffers.count);
            buffers.assertHolds(buffers.bSegment, expected);
        });
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("kernels")
    void shouldReduceIntoBothTargets(ElementType type, Operator operator, String name, ReduceKernel kernel) {
        forEachShape(type, operator, buffers -> {
            kernel.reduceIntoBoth(
                    buffers.a, buffers.b, buffers.divisor, buffers.target, buffers.otherTarget, buffers.count);
            buffers.assertHolds(buffers.targetSegment, buffers.reduced());
            buffers.assertHolds(buffers.otherTargetSegment, buffers.reduced());
        });
        forEachShape(type, operator, buffers -> {
            byte[] expected = buffers.reduced();
            kernel.reduceIntoBoth(buffers.a, buffers.b, buffers.divisor, buffers.b, buffers.a, buffers.count);
            buffers.assertHolds(buffers.aSegment, expected);
            buffers.assertHolds(buffers.bSegment, expected);
        });
        forEachShape(type, operator, buffers -> {
            byte[] expected = buffers.reduced();
            kernel.reduceIntoBoth(buffers.a, buffers.b, buffers.divisor, buffers.target, buffers.b, buffers.count);
            buffers.assertHolds(buffers.targetSegment, expected);
            buffers.assertHolds(buffers.bSegment, expected);
        });
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("kernels")
    void shouldDivide(ElementType type, Operator operator, String name, ReduceKernel kernel) {
        forEachShape(type, operator, buffers -> {
            byte[] expected = buffers.divided();
            kernel.divide(buffers.a, buffers.divisor, buffers.target, buffers.count);
            buffers.assertHolds(buffers.targetSegment, expected);
            kernel.divide(buffers.a, buffers.divisor, buffers.a, buffers.count);
            buffers.assertHolds(buffers.aSegment, expected);
        });
    }

    @Test
    void shouldGiveTheSameKernelToAll() {
        assertThat(Kernels.of(ElementType.FLOAT32, Operator.SUM))
                .isSameAs(Kernels.of(ElementType.FLOAT32, Operator.SUM))
                .isNotSameAs(Kernels.of(ElementType.FLOAT64, Operator.SUM));
    }

    static ReduceKernel scalar(ElementType type, Operator operator) {
        return Template.instantiate(ScalarKernel.class, Element.of(type, operator));
    }

    /** What a test does with one set of buffers. */
    private interface Act {
        void on(Buffers buffers);
    }

    private static void forEachShape(ElementType type, Operator operator, Act act) {
        long[] divisors = operator == Operator.AVERAGE
                ? new long[] {1, 2, 3, 64, 4_000_000_007L, Long.MAX_VALUE}
                : new long[] {1};
        Random random = new Random(type.ordinal() * 10L + operator.ordinal());
        try (Arena arena = Arena.ofConfined()) {
            Buffers buffers = new Buffers(arena, type, operator);
            for (int count : COUNTS) {
                for (int shift : SHIFTS) {
                    for (long divisor : divisors) {
                        buffers.fill(random, count, shift, divisor);
                        act.on(buffers);
                    }
                }
            }
        }
    }

    /** Sources and targets, each shifted by another number of elements, with guards behind; and what is expected. */
    private static final class Buffers {
        private final MemorySegment aMemory;
        private final MemorySegment bMemory;
        private final MemorySegment targetMemory;
        private final MemorySegment otherTargetMemory;
        private final ElementType type;
        private final Operator operator;
        private MemorySegment aSegment;
        private MemorySegment bSegment;
        private MemorySegment targetSegment;
        private MemorySegment otherTargetSegment;
        private long a;
        private long b;
        private long target;
        private long otherTarget;
        private long divisor;
        private int count;

        Buffers(Arena arena, ElementType type, Operator operator) {
            long bytes = (MAX_COUNT + 2L * GUARD_ELEMENTS) * type.bytes();
            this.aMemory = arena.allocate(bytes, 64);
            this.bMemory = arena.allocate(bytes, 64);
            this.targetMemory = arena.allocate(bytes, 64);
            this.otherTargetMemory = arena.allocate(bytes, 64);
            this.type = type;
            this.operator = operator;
        }

        void fill(Random random, int count, int shift, long divisor) {
            this.count = count;
            this.divisor = divisor;
            targetMemory.fill(UNTOUCHED);
            otherTargetMemory.fill(UNTOUCHED);
            aMemory.fill(UNTOUCHED);
            bMemory.fill(UNTOUCHED);
            // Equal shifts half of the time, as in an all-reduce; else each its own.
            int apart = count % 2;
            aSegment = shifted(aMemory, shift);
            bSegment = shifted(bMemory, shift + 2 * apart);
            targetSegment = shifted(targetMemory, shift + apart);
            otherTargetSegment = shifted(otherTargetMemory, shift);
            fill(random, buffer(aSegment));
            fill(random, buffer(bSegment));
            a = aSegment.address();
            b = bSegment.address();
            target = targetSegment.address();
            otherTarget = otherTargetSegment.address();
        }

        private MemorySegment shifted(MemorySegment memory, int elements) {
            return memory.asSlice((long) elements * type.bytes(), (long) (count + 1) * type.bytes());
        }

        private ByteBuffer buffer(MemorySegment segment) {
            return segment.asSlice(0, (long) count * type.bytes())
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder());
        }

        private void fill(Random random, ByteBuffer buffer) {
            while (buffer.hasRemaining()) {
                boolean special = random.nextInt(8) == 0;
                int which = random.nextInt(6);
                switch (type) {
                    case FLOAT32 ->
                        buffer.putFloat(
                                special ? SPECIAL_FLOATS[which] : (random.nextFloat() - 0.5f) * (1 << which * 4));
                    case FLOAT64 ->
                        buffer.putDouble(
                                special ? SPECIAL_FLOATS[which] : (random.nextDouble() - 0.5) * (1 << which * 4));
                    case INT32 -> buffer.putInt(special ? (int) SPECIAL_LONGS[which] : random.nextInt());
                    case INT64 -> buffer.putLong(special ? SPECIAL_LONGS[which] : random.nextLong());
                }
            }
        }

        private static final float[] SPECIAL_FLOATS = {
            Float.NaN, -0.0f, 0.0f, Float.POSITIVE_INFINITY, Float.MIN_VALUE, -Float.MAX_VALUE
        };

        /** The low halves matter to int32. */
        private static final long[] SPECIAL_LONGS = {
            Long.MAX_VALUE, Long.MIN_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, -1, 0
        };

        /** The naive loop. */
        byte[] reduced() {
            ByteBuffer as = buffer(aSegment);
            ByteBuffer bs = buffer(bSegment);
            ByteBuffer result = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.nativeOrder());
            while (result.hasRemaining()) {
                switch (type) {
                    case FLOAT32 -> result.putFloat(naive(as.getFloat(), bs.getFloat()) / (float) divisor);
                    case FLOAT64 -> result.putDouble(naive(as.getDouble(), bs.getDouble()) / (double) divisor);
                    case INT32 -> result.putInt((int) (naive(as.getInt(), bs.getInt()) / divisor));
                    case INT64 -> result.putLong(naive(as.getLong(), bs.getLong()) / divisor);
                }
            }
            return result.array();
        }

        byte[] divided() {
            ByteBuffer as = buffer(aSegment);
            ByteBuffer result = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.nativeOrder());
            while (result.hasRemaining()) {
                switch (type) {
                    case FLOAT32 -> result.putFloat(as.getFloat() / (float) divisor);
                    case FLOAT64 -> result.putDouble(as.getDouble() / (double) divisor);
                    case INT32 -> result.putInt((int) (as.getInt() / divisor));
                    case INT64 -> result.putLong(as.getLong() / divisor);
                }
            }
            return result.array();
        }

        private float naive(float x, float y) {
            return switch (operator) {
                case SUM, AVERAGE -> x + y;
                case MIN -> Math.min(x, y);
                case MAX -> Math.max(x, y);
            };
        }

        private double naive(double x, double y) {
            return switch (operator) {
                case SUM, AVERAGE -> x + y;
                case MIN -> Math.min(x, y);
                case MAX -> Math.max(x, y);
            };
        }

        private int naive(int x, int y) {
            return switch (operator) {
                case SUM, AVERAGE -> x + y;
                case MIN -> Math.min(x, y);
                case MAX -> Math.max(x, y);
            };
        }

        private long naive(long x, long y) {
            return switch (operator) {
                case SUM, AVERAGE -> x + y;
                case MIN -> Math.min(x, y);
                case MAX -> Math.max(x, y);
            };
        }

        byte[] bytesOf(MemorySegment segment) {
            byte[] bytes = new byte[count * type.bytes()];
            buffer(segment).get(bytes);
            return bytes;
        }

        void assertHolds(MemorySegment segment, byte[] expected) {
            String shape = type + " " + operator + " count=" + count + " divisor=" + divisor + " addresses modulo 64="
                    + (a & 63) + "," + (b & 63) + "," + (target & 63);
            assertThat(bytesOf(segment)).as(shape).isEqualTo(expected);
            long end = (long) count * type.bytes();
            assertThat(segment.asSlice(end).toArray(ValueLayout.JAVA_BYTE))
                    .as("guard behind " + shape)
                    .containsOnly(UNTOUCHED);
        }
    }
}
