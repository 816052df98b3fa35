package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/**
 * Members differ by one committed exchange at most, for an exchange begins when all of them have called it. Who is behind
 * receives the result from one who has it, and has committed it then; a result of gradients comes in the target.
 */
final class CatchUp {
    private CatchUp() {}

    /** Bytes that a target needs, at the least, to carry what so many peers gather. */
    static long leastTargetBytes(int peers) {
        return (long) peers * Math.max(Meeting.COLUMNS, ReplicaCheck.DIGEST_LONGS) * Long.BYTES;
    }

    /**
     * A collective, when a meeting has shown that somebody is behind.
     *
     * @param committed exchanges that this peer has committed
     * @param last the last of them
     * @param lastTarget where its gradients are, if it has any; may be the target
     * @param target of the new ring; ends with those gradients
     * @param ringsTried members by generation, of the rings in which this peer called the exchange it has not committed
     * @return what this peer has missed, or null
     */
    static Committed with(
            Collectives ring,
            Meeting meeting,
            long committed,
            Committed last,
            MemorySegment lastTarget,
            MemorySegment target,
            Map<Integer, List<Integer>> ringsTried) {
        int root = meeting.furthest();
        long[] values = new long[meeting.lastValues()];
        if (meeting.isLastReduced()) {
            if (ring.ring().rank() == root && lastTarget.address() != target.address()) {
                MemorySegment.copy(lastTarget, 0, target, 0, lastTarget.byteSize());
            }
            ring.broadcast(target, root);
        } else {
            values = broadcast(ring, root, last, target, values);
        }
        if (!meeting.isPlaced() || committed == meeting.most()) {
            return null;
        }
        return meeting.last(ringsTried.get(meeting.lastGeneration()), values);
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
}
