package io.rondo.peer.train;

import java.util.List;

/**
 * The result of an exchange that is complete, on this peer at least: kept until the next one is, for a peer that missed its
 * end.
 *
 * @param isReduced a step's gradients, which lie in the target; else {@code values}
 * @param generation of the ring that completed it
 * @param peers the members of that ring, in rank order
 * @param samples of a step, of all peers together
 * @param loss sum over those samples
 * @param values gathered
 */
record Committed(boolean isReduced, int generation, List<Integer> peers, long samples, double loss, long[] values) {
    static final Committed NOTHING = new Committed(false, 0, List.of(), 0, 0, new long[0]);

    static Committed gathered(int generation, List<Integer> peers, long[] values) {
        return new Committed(false, generation, peers, 0, 0, values);
    }

    static Committed reduced(int generation, List<Integer> peers, long samples, double loss) {
        return new Committed(true, generation, peers, samples, loss, new long[0]);
    }
}
