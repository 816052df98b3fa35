package io.rondo.peer.ledger;

import java.util.List;

/**
 * What a run's ledgers say together.
 *
 * @param peers whose ledgers were read
 * @param trainSamples size of the training set
 * @param exactlyOnce whether the run promised it; otherwise it was not checked
 * @param violations what must not be; none: the ledger is verified
 * @param notes what a reader should know, and may be
 */
public record LedgerReport(
        List<Integer> peers,
        int trainSamples,
        boolean exactlyOnce,
        Totals totals,
        Findings violations,
        Findings notes) {
    /**
     * Figures of the steps that were committed.
     *
     * @param firstStep -1 when there is none; so {@code lastStep}
     * @param generations that steps were committed in, ascending
     * @param completeEpochs those that are over and lack nothing
     * @param samples contributed
     * @param entries lines about steps in all ledgers
     * @param voidEntries those of them that a restart made void
     */
    public record Totals(
            long firstStep,
            long lastStep,
            long steps,
            List<Integer> generations,
            int completeEpochs,
            long samples,
            long entries,
            long voidEntries) {}

    public boolean isVerified() {
        return violations.count() == 0;
    }
}
