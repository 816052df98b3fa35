package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/**
 * The first thing that the members of a new ring do: compare how many exchanges each has committed. They differ by one at
 * most, for an exchange begins when all members have called it. Who is behind receives the result from one who has it, and
 * has committed it then; a result of gradients comes in the target.
 */
final class CatchUp {
    private static final int COMMITTED = 0;
    private static final int IS_REDUCED = 1;
    private static final int GENERATION = 2;
    private static final int SAMPLES = 3;
    private static final int LOSS = 4;
    private static final int VALUES = 5;
    private static final int COLUMNS = 6;

    private CatchUp() {}

    /** Bytes that a target needs, at the least, to carry what so many peers gather. */
    static long leastTargetBytes(int peers) {
        return (long) peers * Math.max(COLUMNS, ReplicaCheck.DIGEST_LONGS) * Long.BYTES;
    }

    /**
     * A collective.
     *
     * @param committed exchanges that this peer has committed
     * @param last the last of them
     * @param lastTarget where its gradients are, if it has any; may be the target
     * @param target of the new ring; ends with those gradients if any peer was behind
     * @param ringsTried members by generation, of the rings in which this peer called the exchange it has not committed
     * @return what this peer has missed, or null
     */
    static Committed with(
            Collectives ring,
            long committed,
            Committed last,
            MemorySegment lastTarget,
            MemorySegment target,
            Map<Integer, List<Integer>> ringsTried) {
        long[] all = ring.allGather(
                committed,
                last.isReduced() ? 1 : 0,
                last.generation(),
                last.samples(),
                Double.doubleToRawLongBits(last.loss()),
                last.values().length);
        int root = furthest(all);
        long most = all[root * COLUMNS];
        if (least(all) == most) {
            return null;
        }
        int rank = ring.ring().rank();
        boolean isReduced = all[root * COLUMNS + IS_REDUCED] == 1;
        long[] values = new long[(int) all[root * COLUMNS + VALUES]];
        if (isReduced) {
            if (rank == root && lastTarget.address() != target.address()) {
                MemorySegment.copy(lastTarget, 0, target, 0, lastTarget.byteSize());
            }
            ring.broadcast(target, root);
        } else {
            values = broadcast(ring, root, last, target, values);
        }
        if (committed == most) {
            return null;
        }
        int generation = (int) all[root * COLUMNS + GENERATION];
        return new Committed(
                isReduced,
                generation,
                ringsTried.get(generation),
                all[root * COLUMNS + SAMPLES],
                Double.longBitsToDouble(all[root * COLUMNS + LOSS]),
                values);
    }

    private static long[] broadcast(Collectives ring, int root, Committed last, MemorySegment target, long[] values) {
        MemorySegment carrier = target.asSlice(0, (long) values.length * Long.BYTES);
        if (ring.ring().rank() == root) {
            MemorySegment.copy(last.values(), 0, carrier, ValueLayout.JAVA_LONG, 0, values.length);
        }
        ring.broadcast(carrier, root);
        MemorySegment.copy(carrier, ValueLayout.JAVA_LONG, 0, values, 0, values.length);
        return values;
    }

    private static int furthest(long[] all) {
        int furthest = 0;
        for (int rank = 0; rank < all.length / COLUMNS; rank++) {
            if (all[rank * COLUMNS + COMMITTED] > all[furthest * COLUMNS + COMMITTED]) {
                furthest = rank;
            }
        }
        return furthest;
    }

    private static long least(long[] all) {
        long least = Long.MAX_VALUE;
        for (int at = COMMITTED; at < all.length; at += COLUMNS) {
            least = Math.min(least, all[at]);
        }
        return least;
    }
}
