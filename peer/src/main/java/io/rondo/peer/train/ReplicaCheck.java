package io.rondo.peer.train;

import io.rondo.peer.RondoException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares all replicas' digests: synchronous training keeps them equal, and anything else is an error. */
final class ReplicaCheck {
    static final int DIGEST_LONGS = 4;

    private final Exchange exchange;
    private final MemorySegment parameters;
    private List<Integer> peers = List.of(); // ids in rank order, of those compared last

    ReplicaCheck(Exchange exchange, MemorySegment parameters) {
        this.exchange = exchange;
        this.parameters = parameters;
    }

    /**
     * All peers call this after the same number of steps.
     *
     * @throws RondoException on every peer, naming those that differ from the most
     */
    void compare(long steps) {
        Gathered all = exchange.gather(DIGEST_LONGS, (rank, size) -> ReplicaDigest.longs(parameters));
        peers = all.peers();
        List<Integer> differing = differing(all.values());
        if (!differing.isEmpty()) {
            throw new RondoException("replicas differ after step " + steps + ": peer "
                    + String.join(
                            ", peer ", differing.stream().map(String::valueOf).toList())
                    + verdict(differing.size())
                    + "; the model's computation is not the same on every peer, or memory is damaged");
        }
    }

    private String verdict(int differing) {
        if (differing == peers.size()) {
            return " do not agree, and no majority says who is right";
        }
        return (differing == 1 ? " has" : " have") + " other parameters than the rest";
    }

    /** The ids of those that differ from the majority; all of them when there is none. */
    private List<Integer> differing(long[] all) {
        long[] most = digestOf(all, 0);
        int mostShared = 0;
        for (int rank = 0; rank < peers.size(); rank++) {
            int shared = sharing(all, digestOf(all, rank));
            if (shared > mostShared) {
                mostShared = shared;
                most = digestOf(all, rank);
            }
        }
        boolean isTie = 2 * mostShared <= peers.size();
        List<Integer> ids = new ArrayList<>();
        for (int rank = 0; rank < peers.size(); rank++) {
            if (isTie || !Arrays.equals(most, digestOf(all, rank))) {
                ids.add(peers.get(rank));
            }
        }
        return ids;
    }

    private int sharing(long[] all, long[] digest) {
        int shared = 0;
        for (int rank = 0; rank < peers.size(); rank++) {
            shared += Arrays.equals(digest, digestOf(all, rank)) ? 1 : 0;
        }
        return shared;
    }

    private static long[] digestOf(long[] all, int rank) {
        return Arrays.copyOfRange(all, rank * DIGEST_LONGS, (rank + 1) * DIGEST_LONGS);
    }
}
