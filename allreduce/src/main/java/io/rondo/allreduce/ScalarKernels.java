package io.rondo.allreduce;

/** {@link FloatKernels} one value at a time: for a JVM without the Vector API, and the oracle of the fast ones. */
final class ScalarKernels implements FloatKernels {
    @Override
    public void add(long aAddress, long bAddress, long targetAddress, int count) {
        for (long at = 0; at < (long) count * Float.BYTES; at += Float.BYTES) {
            Memory.set(targetAddress + at, Memory.get(aAddress + at) + Memory.get(bAddress + at));
        }
    }

    @Override
    public void addAndDivide(long aAddress, long bAddress, float divisor, long targetAddress, int count) {
        for (long at = 0; at < (long) count * Float.BYTES; at += Float.BYTES) {
            Memory.set(targetAddress + at, (Memory.get(aAddress + at) + Memory.get(bAddress + at)) / divisor);
        }
    }

    @Override
    public void divide(long aAddress, float divisor, long targetAddress, int count) {
        for (long at = 0; at < (long) count * Float.BYTES; at += Float.BYTES) {
            Memory.set(targetAddress + at, Memory.get(aAddress + at) / divisor);
        }
    }
}
