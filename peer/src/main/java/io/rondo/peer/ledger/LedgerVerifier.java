package io.rondo.peer.ledger;

import io.rondo.peer.RondoException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads all ledgers of a directory side by side, step by step, and finds what must not be. Each ledger may begin late
 * (its peer joined), end early (its peer died) and have pauses between two incarnations; together they must have
 * every step.
 */
public final class LedgerVerifier implements AutoCloseable {
    private final LedgerHeader run;
    private final Findings violations = new Findings();
    private final Findings notes = new Findings();
    private final StepAccounts accounts = new StepAccounts(violations, notes);
    private final EpochCoverage coverage;
    private final List<LedgerCursor> cursors = new ArrayList<>();
    private final SortedSet<Integer> generations = new TreeSet<>();
    private long firstStep = -1;
    private long lastStep = -1;
    private long steps;

    private LedgerVerifier(Path directory, List<Path> files) {
        List<LedgerOutline> outlines = files.stream().map(LedgerOutline::of).toList();
        run = outlines.stream()
                .flatMap(outline -> outline.incarnations().stream())
                .flatMap(incarnation -> incarnation.header().stream())
                .findFirst()
                .orElseThrow(() -> new RondoException(
                        directory + ": no ledger here has a header: these are not the ledgers of a run"));
        coverage = new EpochCoverage(run, violations);
        for (int i = 0; i < files.size(); i++) {
            if (outlines.get(i).isCut()) {
                notes.add(files.get(i).getFileName() + ":" + (outlines.get(i).lines() + 1)
                        + ": the last line is cut and was ignored");
            }
            cursors.add(new LedgerCursor(files.get(i), outlines.get(i), run, violations));
        }
    }

    /**
     * Verifies the ledgers of a run.
     *
     * @param directory the run's output directory
     * @throws RondoException when there is nothing to verify, or it cannot be read
     */
    public static LedgerReport verify(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new RondoException(directory + ": there is no such directory: name the output directory of a run");
        }
        List<Path> files = LedgerFormat.files(directory);
        if (files.isEmpty()) {
            throw new RondoException(directory
                    + ": expected ledgers, found no file ledger-PEER.jsonl: name the output directory of a run");
        }
        try (LedgerVerifier verifier = new LedgerVerifier(directory, files)) {
            return verifier.run();
        }
    }

    private LedgerReport run() {
        return run.ownPace() ? runOneByOne() : runSideBySide();
    }

    /** Peers at their own pace have no step in common: what counts is that no two took the same sample. */
    private LedgerReport runOneByOne() {
        AtMostOnce taken = new AtMostOnce(run.samples(), violations);
        for (LedgerCursor cursor : cursors) {
            for (cursor.advance(); cursor.entry() != null; cursor.advance()) {
                LedgerEntry entry = cursor.entry();
                firstStep = firstStep < 0 ? entry.step() : Math.min(firstStep, entry.step());
                lastStep = Math.max(lastStep, entry.step());
                steps++;
                generations.add(entry.generation());
                taken.add(entry, cursor.where(), cursor.peer());
            }
        }
        return report(taken.completeEpochs(), taken.samples());
    }

    private LedgerReport runSideBySide() {
        cursors.forEach(LedgerCursor::advance);
        for (List<LedgerCursor> next = earliest(); !next.isEmpty(); next = earliest()) {
            onStep(next);
            next.forEach(LedgerCursor::advance);
        }
        coverage.end();
        return report(coverage.completeEpochs(), coverage.samples());
    }

    /** Those that stand at the smallest step; none when all are at their end. */
    private List<LedgerCursor> earliest() {
        List<LedgerCursor> unfinished =
                cursors.stream().filter(cursor -> cursor.entry() != null).toList();
        Optional<Long> step =
                unfinished.stream().map(cursor -> cursor.entry().step()).min(Long::compare);
        return unfinished.stream()
                .filter(cursor -> cursor.entry().step() == step.orElseThrow())
                .toList();
    }

    private void onStep(List<LedgerCursor> standing) {
        LedgerCursor held = accounts.settle(standing);
        LedgerEntry entry = held.entry();
        boolean isAfterHole = entry.step() > lastStep + 1;
        if (isAfterHole) {
            tellOfHole(standing, held);
        }
        firstStep = firstStep < 0 ? entry.step() : firstStep;
        lastStep = entry.step();
        steps++;
        generations.add(entry.generation());
        coverage.add(entry, held.where(), isAfterHole);
    }

    private void tellOfHole(List<LedgerCursor> standing, LedgerCursor held) {
        long from = lastStep + 1;
        long to = held.entry().step() - 1;
        String which = held.where() + ": "
                + (from == to ? "step " + from + " is" : "steps " + from + " to " + to + " are") + " in no ledger";
        if (steps == 0) {
            notes.add(which + ": the epoch they are of cannot be checked whole");
        } else if (standing.stream().noneMatch(LedgerCursor::isAfterGap)) { // else it was told
            violations.add(which);
        }
    }

    private LedgerReport report(int completeEpochs, long samples) {
        return new LedgerReport(
                cursors.stream().map(LedgerCursor::peer).toList(),
                run.samples(),
                run.exactlyOnce(),
                new LedgerReport.Totals(
                        firstStep,
                        lastStep,
                        steps,
                        List.copyOf(generations),
                        completeEpochs,
                        samples,
                        cursors.stream().mapToLong(LedgerCursor::entries).sum(),
                        cursors.stream().mapToLong(LedgerCursor::voidEntries).sum()),
                violations,
                notes);
    }

    @Override
    public void close() {
        cursors.forEach(LedgerCursor::close);
    }
}
