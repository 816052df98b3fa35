package io.rondo.peer.train;

import io.rondo.peer.RondoException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * How the flat gradient vector is cut into buckets, each of which has an all-reduce of its own. Buckets are numbered in
 * the order in which they become final, from the vector's end to its start:
 *
 * <pre>
 *   layers     0 ───┬── 1 ──┬────── 2 ──────┬── 3 ──  parameterCount
 *   buckets    1            │0
 * </pre>
 *
 * Cuts lie where layers begin; a bucket takes layers until it is large enough, and the last one what is left (to join it
 * to its neighbour would make that one wait for the first layers too). Small buckets would cost more calls than they
 * hide. The cut is part of the canonical order, because each bucket is shared out to the ranks by itself.
 */
public final class BucketPlan {
    private final int elements;
    /** Index of each bucket's first element, falling; the last one is 0. */
    private final int[] begins;

    private BucketPlan(int elements, int[] begins) {
        this.elements = elements;
        this.begins = begins;
    }

    /**
     * @param elements length of the vector in float32 values
     * @param layerOffsets where layers begin, rising from 0
     * @param leastBytes a bucket has at least so many, but for the last; 0: one bucket of everything
     * @throws RondoException when the offsets, a user's model's perhaps, do not rise from 0 within the vector
     */
    static BucketPlan of(int elements, int[] layerOffsets, long leastBytes) {
        requireRising(elements, layerOffsets);
        if (leastBytes == 0) {
            return whole(elements);
        }
        int[] begins = new int[layerOffsets.length];
        int count = 0;
        int end = elements;
        for (int layer = layerOffsets.length - 1; layer >= 0; layer--) {
            int begin = layerOffsets[layer];
            if (begin == 0 || (long) (end - begin) * Float.BYTES >= leastBytes) {
                begins[count++] = begin;
                end = begin;
            }
        }
        return new BucketPlan(elements, Arrays.copyOf(begins, count));
    }

    /** One bucket. */
    static BucketPlan whole(int elements) {
        return new BucketPlan(elements, new int[] {0});
    }

    private static void requireRising(int elements, int[] offsets) {
        boolean rises = offsets.length > 0 && offsets[0] == 0;
        for (int layer = 1; layer < offsets.length; layer++) {
            rises &= offsets[layer] > offsets[layer - 1] && offsets[layer] < elements;
        }
        if (!rises) {
            throw new RondoException("the model's layerOffsets() must rise from 0 to below its " + elements
                    + " parameters, found " + Arrays.toString(offsets));
        }
    }

    /** Number of buckets, at least 1. */
    public int count() {
        return begins.length;
    }

    int elements() {
        return elements;
    }

    /** Index of the bucket's first element in the vector. */
    int begin(int bucket) {
        return begins[bucket];
    }

    /** Index behind the bucket's last element. */
    int end(int bucket) {
        return bucket == 0 ? elements : begins[bucket - 1];
    }

    /** Where buckets begin, rising from 0, and the vector's length behind them. */
    public int[] cuts() {
        int[] cuts = new int[count() + 1];
        for (int bucket = 0; bucket < count(); bucket++) {
            cuts[count() - 1 - bucket] = begin(bucket);
        }
        cuts[count()] = elements;
        return cuts;
    }

    /** The buckets' parts of a vector of float32 values, by number. */
    MemorySegment[] slices(MemorySegment vector) {
        MemorySegment[] slices = new MemorySegment[count()];
        for (int bucket = 0; bucket < slices.length; bucket++) {
            long bytes = (long) (end(bucket) - begin(bucket)) * Float.BYTES;
            slices[bucket] = vector.asSlice((long) begin(bucket) * Float.BYTES, bytes);
        }
        return slices;
    }
}
