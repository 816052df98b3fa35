package io.rondo.peer.train;

import java.lang.foreign.MemorySegment;

/** Gradients that are sums already, as of one micro-batch. */
record PlainSums(BucketPlan plan, MemorySegment gradients) implements GradientSums {
    @Override
    public void write(int bucket, MemorySegment into) {
        into.copyFrom(plan.slices(gradients)[bucket]);
    }

    @Override
    public void writeInPlace(int bucket) {}
}
