package io.rondo.peer.ledger;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What peers at their own pace promise: in an epoch of the deal no sample is taken twice, by whomever. A dead peer's part
 * of an epoch is missing, and so is what a slow one had no time for.
 */
final class AtMostOnce {
    private final int trainSamples;
    private final Findings violations;
    private final Map<Integer, BitSet> takenInEpoch = new HashMap<>();
    private long samples;

    AtMostOnce(int trainSamples, Findings violations) {
        this.trainSamples = trainSamples;
        this.violations = violations;
    }

    /** @param where file and line */
    void add(LedgerEntry entry, String where, int peer) {
        BitSet taken = takenInEpoch.computeIfAbsent(entry.epoch(), epoch -> new BitSet());
        String which = where + ": step " + entry.step();
        for (LedgerEntry.Share share : entry.shares()) {
            if (share.peer() != peer) {
                violations.add(which + " has a share of peer " + share.peer());
            }
            for (int sample : share.samples()) {
                if (sample < 0 || sample >= trainSamples) {
                    violations.add(which + " takes sample " + sample + ", the set has 0 to " + (trainSamples - 1));
                } else if (taken.get(sample)) {
                    violations.add(which + " takes sample " + sample + " again in epoch " + entry.epoch());
                } else {
                    taken.set(sample);
                }
            }
            samples += share.samples().length;
        }
    }

    /** Epochs of which no sample is missing. */
    int completeEpochs() {
        return (int) takenInEpoch.values().stream()
                .filter(taken -> taken.cardinality() == trainSamples)
                .count();
    }

    long samples() {
        return samples;
    }
}
