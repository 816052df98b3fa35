package io.rondo.peer.ledger;

import io.rondo.peer.ledger.LedgerEntry.Share;
import java.util.BitSet;

/**
 * Which samples the current epoch has had: none twice, and each once when the epoch is over. It is over when an entry
 * of a later one follows, or when as many samples were contributed as the set has.
 */
final class EpochCoverage {
    private final int trainSamples;
    private final boolean exactlyOnce;
    private final Findings violations;
    private final BitSet seen = new BitSet();
    private int epoch = -1;
    private boolean hasHole;
    private long inEpoch;
    private long samples;
    private int completeEpochs;
    private String lastEntry;

    /** @param run any header; when it does not promise exactly once, samples may be missing or come again */
    EpochCoverage(LedgerHeader run, Findings violations) {
        this.trainSamples = run.samples();
        this.exactlyOnce = run.exactlyOnce();
        this.violations = violations;
    }

    /**
     * The next step.
     *
     * @param where file and line
     * @param isAfterHole whether steps before it are in no ledger; an epoch with a hole cannot be told incomplete
     */
    void add(LedgerEntry entry, String where, boolean isAfterHole) {
        hasHole |= isAfterHole;
        if (entry.epoch() < Math.max(0, epoch)) {
            violations.add(where + ": step " + entry.step() + " is of epoch " + entry.epoch() + ", which was over");
            return;
        }
        if (entry.epoch() != epoch) {
            if (entry.epoch() > epoch + 1 && !isAfterHole) {
                violations.add(where + ": step " + entry.step() + " is of epoch " + entry.epoch() + ", epoch "
                        + (epoch + 1) + " was left out");
            }
            finish(true);
            begin(entry.epoch(), isAfterHole);
        }
        lastEntry = where + ": step " + entry.step();
        mark(entry);
    }

    private void begin(int newEpoch, boolean isAfterHole) {
        epoch = newEpoch;
        hasHole = isAfterHole;
        inEpoch = 0;
        seen.clear();
    }

    private void mark(LedgerEntry entry) {
        int again = 0;
        int strange = 0;
        String firstAgain = "";
        String firstStrange = "";
        for (Share share : entry.shares()) {
            for (int sample : share.samples()) {
                if (sample < 0 || sample >= trainSamples) {
                    firstStrange = strange++ == 0 ? named(sample, share) : firstStrange;
                } else if (exactlyOnce && seen.get(sample)) {
                    firstAgain = again++ == 0 ? named(sample, share) : firstAgain;
                } else {
                    seen.set(sample);
                }
            }
            inEpoch += share.samples().length;
            samples += share.samples().length;
        }
        if (strange > 0) {
            violations.add(lastEntry + " contributes " + firstStrange + more(strange) + ", the set has 0 to "
                    + (trainSamples - 1));
        }
        if (again > 0) {
            violations.add(lastEntry + " contributes " + firstAgain + more(again) + " again in epoch " + epoch);
        }
    }

    /** No more steps follow. */
    void end() {
        finish(false);
    }

    private void finish(boolean isFollowed) {
        boolean isComplete = epoch >= 0 && (inEpoch >= trainSamples || (isFollowed && !hasHole));
        if (!isComplete) {
            return;
        }
        int missing = exactlyOnce ? trainSamples - seen.cardinality() : 0;
        if (missing > 0) {
            violations.add(lastEntry + " is the last of epoch " + epoch + ", which lacks sample " + seen.nextClearBit(0)
                    + more(missing));
        } else {
            completeEpochs++;
        }
    }

    private static String named(int sample, Share share) {
        return "sample " + sample + " of peer " + share.peer();
    }

    private static String more(int count) {
        return count == 1 ? "" : " and " + (count - 1) + " more";
    }

    int completeEpochs() {
        return completeEpochs;
    }

    /** Contributed to all epochs. */
    long samples() {
        return samples;
    }
}
