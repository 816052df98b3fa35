package io.rondo.allreduce.kernel;

import java.lang.invoke.MethodHandles;

/**
 * One element at a time: the first and last elements of {@link VectorKernel}, all of them in a JVM without the Vector
 * API, and integer division, for which there is no vector operation. A {@link Template}.
 */
final class ScalarKernel implements ReduceKernel {
    private static final Element ELEMENT = Template.element(MethodHandles.lookup());
    private static final int BYTES = ELEMENT.type().bytes();

    @Override
    public void reduce(long aAddress, long bAddress, long divisor, long targetAddress, int count) {
        long lengthBytes = (long) count * BYTES;
        for (long at = 0; at < lengthBytes; at += BYTES) {
            ELEMENT.combine(aAddress + at, bAddress + at, targetAddress + at);
        }
        if (divisor != 1) {
            divide(targetAddress, divisor, targetAddress, count);
        }
    }

    @Override
    public void reduceIntoBoth(
            long aAddress, long bAddress, long divisor, long targetAddress, long otherTargetAddress, int count) {
        reduce(aAddress, bAddress, divisor, targetAddress, count);
        Memory.copy(targetAddress, otherTargetAddress, (long) count * BYTES);
    }

    @Override
    public void divide(long aAddress, long divisor, long targetAddress, int count) {
        long lengthBytes = (long) count * BYTES;
        if (divisor == 1) {
            Memory.copy(aAddress, targetAddress, lengthBytes);
            return;
        }
        long reciprocal = ELEMENT.reciprocal(divisor);
        for (long at = 0; at < lengthBytes; at += BYTES) {
            ELEMENT.divide(aAddress + at, divisor, reciprocal, targetAddress + at);
        }
    }
}
