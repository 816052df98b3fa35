package io.rondo.allreduce.kernel;

import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ReduceKernel} with the Vector API. A {@link Template}: type and operator are constants here.
 *
 * <p>What was measured and shaped the loops: a plain loop over a <em>long</em> offset is unrolled by the JIT and as fast
 * as one unrolled by hand, an int index is up to a third slower inside the caches. A target that does not begin on a
 * vector's boundary makes every access touch two cache lines and costs 10 to 15 %: from {@link #PEEL_FROM_BYTES} on
 * single elements go first. Below that they would cost more than they save.
 *
 * <p>Integers are divided in a second pass, over the sums: a caller who reduces no more at once than the caches hold does
 * not notice.
 */
final class VectorKernel implements ReduceKernel {
    static final int PEEL_FROM_BYTES = 4096;

    private static final Element ELEMENT = Template.element(MethodHandles.lookup());
    private static final int BYTES = ELEMENT.type().bytes();
    private static final boolean FLOATING =
            ELEMENT.type() == ElementType.FLOAT32 || ELEMENT.type() == ElementType.FLOAT64;
    private static final VectorSpecies<Object> SPECIES = species(ELEMENT.type());
    private static final int STRIDE = SPECIES.vectorByteSize();
    private static final VectorOperators.Associative OPERATOR = operator(ELEMENT.operator());
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final ReduceKernel SCALAR = Template.instantiate(ScalarKernel.class, ELEMENT);

    @Override
    public void reduce(long aAddress, long bAddress, long divisor, long targetAddress, int count) {
        if (divisor != 1 && !FLOATING) {
            reduce(aAddress, bAddress, 1, targetAddress, count);
            SCALAR.divide(targetAddress, divisor, targetAddress, count);
            return;
        }
        int head = headElements(targetAddress, count);
        if (head > 0) {
            SCALAR.reduce(aAddress, bAddress, divisor, targetAddress, head);
        }
        long begin = (long) head * BYTES;
        long bodyBytes = (long) (count - head) * BYTES & -STRIDE;
        if (divisor == 1) {
            combine(aAddress + begin, bAddress + begin, targetAddress + begin, bodyBytes);
        } else {
            combineAndDivide(aAddress + begin, bAddress + begin, divisor, targetAddress + begin, bodyBytes);
        }
        long end = begin + bodyBytes;
        int tail = count - (int) (end / BYTES);
        if (tail > 0) {
            SCALAR.reduce(aAddress + end, bAddress + end, divisor, targetAddress + end, tail);
        }
    }

    @Override
    public void reduceIntoBoth(
            long aAddress, long bAddress, long divisor, long targetAddress, long otherTargetAddress, int count) {
        if (divisor != 1 && !FLOATING) {
            reduce(aAddress, bAddress, divisor, targetAddress, count);
            Memory.copy(targetAddress, otherTargetAddress, (long) count * BYTES);
            return;
        }
        int head = headElements(targetAddress, count);
        if (head > 0) {
            SCALAR.reduceIntoBoth(aAddress, bAddress, divisor, targetAddress, otherTargetAddress, head);
        }
        long begin = (long) head * BYTES;
        long bodyBytes = (long) (count - head) * BYTES & -STRIDE;
        if (divisor == 1) {
            combineIntoBoth(
                    aAddress + begin, bAddress + begin, targetAddress + begin, otherTargetAddress + begin, bodyBytes);
        } else {
            combineAndDivideIntoBoth(
                    aAddress + begin,
                    bAddress + begin,
                    divisor,
                    targetAddress + begin,
                    otherTargetAddress + begin,
                    bodyBytes);
        }
        long end = begin + bodyBytes;
        int tail = count - (int) (end / BYTES);
        if (tail > 0) {
            SCALAR.reduceIntoBoth(
                    aAddress + end, bAddress + end, divisor, targetAddress + end, otherTargetAddress + end, tail);
        }
    }

    @Override
    public void divide(long aAddress, long divisor, long targetAddress, int count) {
        if (!FLOATING) {
            SCALAR.divide(aAddress, divisor, targetAddress, count);
            return;
        }
        int head = headElements(targetAddress, count);
        if (head > 0) {
            SCALAR.divide(aAddress, divisor, targetAddress, head);
        }
        long begin = (long) head * BYTES;
        long bodyBytes = (long) (count - head) * BYTES & -STRIDE;
        divideBody(aAddress + begin, divisor, targetAddress + begin, bodyBytes);
        long end = begin + bodyBytes;
        int tail = count - (int) (end / BYTES);
        if (tail > 0) {
            SCALAR.divide(aAddress + end, divisor, targetAddress + end, tail);
        }
    }

    private static void combine(long aAddress, long bAddress, long targetAddress, long lengthBytes) {
        for (long at = 0; at < lengthBytes; at += STRIDE) {
            store(load(aAddress + at).lanewise(OPERATOR, load(bAddress + at)), targetAddress + at);
        }
    }

    private static void combineAndDivide(
            long aAddress, long bAddress, long divisor, long targetAddress, long lengthBytes) {
        Vector<Object> divisors = broadcast(divisor);
        for (long at = 0; at < lengthBytes; at += STRIDE) {
            store(load(aAddress + at).lanewise(OPERATOR, load(bAddress + at)).div(divisors), targetAddress + at);
        }
    }

    private static void combineIntoBoth(
            long aAddress, long bAddress, long targetAddress, long otherTargetAddress, long lengthBytes) {
        for (long at = 0; at < lengthBytes; at += STRIDE) {
            Vector<Object> value = load(aAddress + at).lanewise(OPERATOR, load(bAddress + at));
            store(value, targetAddress + at);
            store(value, otherTargetAddress + at);
        }
    }

    private static void combineAndDivideIntoBoth(
            long aAddress, long bAddress, long divisor, long targetAddress, long otherTargetAddress, long lengthBytes) {
        Vector<Object> divisors = broadcast(divisor);
        for (long at = 0; at < lengthBytes; at += STRIDE) {
            Vector<Object> value =
                    load(aAddress + at).lanewise(OPERATOR, load(bAddress + at)).div(divisors);
            store(value, targetAddress + at);
            store(value, otherTargetAddress + at);
        }
    }

    private static void divideBody(long aAddress, long divisor, long targetAddress, long lengthBytes) {
        Vector<Object> divisors = broadcast(divisor);
        for (long at = 0; at < lengthBytes; at += STRIDE) {
            store(load(aAddress + at).div(divisors), targetAddress + at);
        }
    }

    private static Vector<Object> load(long address) {
        return SPECIES.fromMemorySegment(Memory.ALL, address, ORDER);
    }

    private static void store(Vector<Object> vector, long address) {
        vector.intoMemorySegment(Memory.ALL, address, ORDER);
    }

    /** Elements to do one by one until the target begins a vector. */
    private static int headElements(long targetAddress, int count) {
        if ((long) count * BYTES < PEEL_FROM_BYTES) {
            return 0;
        }
        return (int) (-targetAddress & (STRIDE - 1)) / BYTES;
    }

    @SuppressWarnings("unchecked") // the species and its vectors never leave this class
    private static Vector<Object> broadcast(long divisor) {
        Vector<?> divisors = ELEMENT.type() == ElementType.FLOAT32
                ? FloatVector.broadcast(FloatVector.SPECIES_PREFERRED, (float) divisor)
                : DoubleVector.broadcast(DoubleVector.SPECIES_PREFERRED, (double) divisor);
        return (Vector<Object>) divisors;
    }

    @SuppressWarnings("unchecked") // the species and its vectors never leave this class
    private static VectorSpecies<Object> species(ElementType type) {
        VectorSpecies<?> species = switch (type) {
            case FLOAT32 -> FloatVector.SPECIES_PREFERRED;
            case FLOAT64 -> DoubleVector.SPECIES_PREFERRED;
            case INT32 -> IntVector.SPECIES_PREFERRED;
            case INT64 -> LongVector.SPECIES_PREFERRED;
        };
        return (VectorSpecies<Object>) species;
    }

    private static VectorOperators.Associative operator(Operator operator) {
        return switch (operator) {
            case SUM, AVERAGE -> VectorOperators.ADD;
            case MIN -> VectorOperators.MIN;
            case MAX -> VectorOperators.MAX;
        };
    }
}
