package io.rondo.peer.ledger;

import java.util.Arrays;
import java.util.List;

/**
 * What was committed at a step; the same on every peer that committed it.
 *
 * @param step counted from 0
 * @param epoch counted from 0
 * @param generation of the view it was committed in
 * @param samples the weight committed: the sum of the contributors' sample counts
 * @param digest of the reduced gradient
 * @param shares the contributors', in rank order
 */
public record LedgerEntry(long step, int epoch, int generation, long samples, long digest, List<Share> shares) {
    public LedgerEntry {
        shares = List.copyOf(shares);
    }

    /**
     * What one peer contributed.
     *
     * @param peer its id
     * @param samples their numbers in the training set; the array is not copied
     */
    public record Share(int peer, int[] samples) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Share that && peer == that.peer && Arrays.equals(samples, that.samples);
        }

        @Override
        public int hashCode() {
            return 31 * peer + Arrays.hashCode(samples);
        }

        @Override
        public String toString() {
            return "Share[peer=" + peer + ", samples=" + Arrays.toString(samples) + "]";
        }
    }
}
