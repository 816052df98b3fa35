package io.rondo.bench.kernel;

import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Kernels;
import io.rondo.allreduce.kernel.Memory;
import io.rondo.allreduce.kernel.Operator;
import io.rondo.allreduce.kernel.ReduceKernel;

/** What is measured: kernels, and below them what memory allows. Streams are the buffers read or written. */
public enum KernelCase {
    SUM("float32 sum", 3),
    SUM_UNALIGNED("float32 sum, 40 bytes off alignment", 3),
    SUM_IN_PLACE("float32 sum in place", 3),
    SUM_INTO_BOTH("float32 sum into both sources", 4),
    AVERAGE("float32 average", 3),
    MIN("float32 min", 3),
    FLOAT64_SUM("float64 sum", 3),
    FLOAT64_MAX("float64 max", 3),
    INT32_SUM("int32 sum", 3),
    INT32_MIN("int32 min", 3),
    INT64_SUM("int64 sum", 3),
    INT64_MAX("int64 max", 3),
    INT32_AVERAGE("int32 average", 3),
    INT64_AVERAGE("int64 average", 3),
    SCALAR_SUM("float32 sum, no Vector API", 3),
    COPY("bound: copy", 2),
    READ("bound: read-only sum", 1);

    private static final long OFF_ALIGNMENT_BYTES = 40;
    private static final long DIVISOR = 3;

    private final String title;
    private final int streams;

    KernelCase(String title, int streams) {
        this.title = title;
        this.streams = streams;
    }

    String title() {
        return title;
    }

    int streams() {
        return streams;
    }

    /** Whether the JVM is to be without the Vector API. */
    boolean isScalar() {
        return this == SCALAR_SUM;
    }

    /** One pass over buffers of so many bytes, which may lie up to 64 bytes behind these addresses. */
    Pass pass(long a, long b, long target, long bytes) {
        return switch (this) {
            case SUM, SCALAR_SUM -> reduce(ElementType.FLOAT32, Operator.SUM, a, b, 1, target, bytes);
            case SUM_UNALIGNED ->
                reduce(
                        ElementType.FLOAT32,
                        Operator.SUM,
                        a + OFF_ALIGNMENT_BYTES,
                        b + OFF_ALIGNMENT_BYTES,
                        1,
                        target + OFF_ALIGNMENT_BYTES,
                        bytes);
            case SUM_IN_PLACE -> reduce(ElementType.FLOAT32, Operator.SUM, a, b, 1, a, bytes);
            case SUM_INTO_BOTH -> {
                ReduceKernel kernel = Kernels.of(ElementType.FLOAT32, Operator.SUM);
                int count = (int) (bytes / Float.BYTES);
                yield () -> {
                    kernel.reduceIntoBoth(a, b, 1, a, b, count);
                    return 0;
                };
            }
            case AVERAGE -> reduce(ElementType.FLOAT32, Operator.AVERAGE, a, b, DIVISOR, target, bytes);
            case MIN -> reduce(ElementType.FLOAT32, Operator.MIN, a, b, 1, target, bytes);
            case FLOAT64_SUM -> reduce(ElementType.FLOAT64, Operator.SUM, a, b, 1, target, bytes);
            case FLOAT64_MAX -> reduce(ElementType.FLOAT64, Operator.MAX, a, b, 1, target, bytes);
            case INT32_SUM -> reduce(ElementType.INT32, Operator.SUM, a, b, 1, target, bytes);
            case INT32_MIN -> reduce(ElementType.INT32, Operator.MIN, a, b, 1, target, bytes);
            case INT64_SUM -> reduce(ElementType.INT64, Operator.SUM, a, b, 1, target, bytes);
            case INT64_MAX -> reduce(ElementType.INT64, Operator.MAX, a, b, 1, target, bytes);
            case INT32_AVERAGE -> reduce(ElementType.INT32, Operator.AVERAGE, a, b, DIVISOR, target, bytes);
            case INT64_AVERAGE -> reduce(ElementType.INT64, Operator.AVERAGE, a, b, DIVISOR, target, bytes);
            case COPY ->
                () -> {
                    Memory.copy(a, target, bytes);
                    return 0;
                };
            case READ -> () -> ReadOnlySum.of(a, bytes);
        };
    }

    private static Pass reduce(
            ElementType type, Operator operator, long a, long b, long divisor, long target, long bytes) {
        ReduceKernel kernel = Kernels.of(type, operator);
        int count = (int) (bytes / type.bytes());
        return () -> {
            kernel.reduce(a, b, divisor, target, count);
            return 0;
        };
    }

    /** One measured operation; what it returns keeps the JIT from leaving it out. */
    interface Pass {
        float run();
    }
}
