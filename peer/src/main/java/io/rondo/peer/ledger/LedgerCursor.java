package io.rondo.peer.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.rondo.peer.ledger.LedgerEntry.Share;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The entries of one ledger that are not void, in the order of their steps; tells on the way what the file alone shows
 * to be wrong: lines that cannot be read, steps missing or there twice, shares that do not add up.
 */
final class LedgerCursor implements AutoCloseable {
    private final Path file;
    private final int peer;
    private final LedgerOutline outline;
    private final LedgerHeader run;
    private final Findings violations;
    private final LedgerLines lines;
    private int incarnation = -1;
    private boolean hasHeader;
    private boolean isFirst;
    private long expectedStep;
    private LedgerEntry entry;
    private boolean isAfterGap;
    private long entries;
    private long voidEntries;

    /** @param run a header of any ledger, which all others must match */
    LedgerCursor(Path file, LedgerOutline outline, LedgerHeader run, Findings violations) {
        this.file = file;
        this.peer = LedgerFormat.peer(file);
        this.outline = outline;
        this.run = run;
        this.violations = violations;
        this.lines = new LedgerLines(file);
    }

    /** Moves on to the next entry, or to the end. */
    void advance() {
        entry = null;
        while (entry == null && lines.number() < outline.lines()) {
            String line = lines.next();
            if (line == null) {
                return; // the file became shorter meanwhile
            }
            try {
                if (LedgerFormat.isHeader(line)) {
                    incarnation++;
                    hasHeader = false;
                    onHeader(LedgerFormat.header(line));
                } else {
                    onEntry(LedgerFormat.entry(line));
                }
            } catch (JsonProcessingException e) {
                violation("this is neither a header nor an entry: " + e.getOriginalMessage());
            }
        }
    }

    private void onHeader(LedgerHeader header) {
        if (header.format() != LedgerFormat.VERSION) {
            violation("the format is " + header.format() + ", this program reads " + LedgerFormat.VERSION);
            return;
        }
        if (header.peer() != peer) {
            violation("this is peer " + header.peer() + "'s header in the ledger of peer " + peer);
        }
        if (!header.isOfSameRun(run)) {
            violation("the header speaks of " + header.samples() + " samples with exactlyOnce " + header.exactlyOnce()
                    + ", another of " + run.samples() + " with " + run.exactlyOnce());
        }
        if (header.fromStep() < 0) {
            violation("the header begins from step " + header.fromStep());
        }
        hasHeader = true;
        isFirst = true;
        expectedStep = header.fromStep();
    }

    private void onEntry(LedgerEntry next) {
        entries++;
        if (incarnation < 0 && entries == 1) {
            violation("step " + next.step() + " stands before any header");
        }
        if (!hasHeader) {
            return;
        }
        checkShares(next);
        if (!isInOrder(next.step())) {
            return;
        }
        if (next.step() >= outline.incarnations().get(incarnation).voidFrom()) {
            voidEntries++;
            return;
        }
        entry = next;
    }

    private void checkShares(LedgerEntry next) {
        long sum = 0;
        Set<Integer> contributors = new HashSet<>();
        for (Share share : next.shares()) {
            sum += share.samples().length;
            if (!contributors.add(share.peer())) {
                violation("step " + next.step() + " has two shares of peer " + share.peer());
            }
        }
        if (sum != next.samples()) {
            violation("step " + next.step() + " committed a weight of " + next.samples() + ", its shares add up to "
                    + sum);
        }
    }

    /** An entry that goes back is left out, so that the steps of a cursor always ascend. */
    private boolean isInOrder(long step) {
        long expected = expectedStep;
        boolean first = isFirst;
        isFirst = false;
        isAfterGap = step > expected;
        if (step < expected) {
            violation(
                    first
                            ? "step " + step + " comes before step " + expected + ", from which the header begins"
                            : "step " + step + " comes again, or too late, after step " + (expected - 1));
            return false;
        }
        if (isAfterGap) {
            violation("step " + step + " comes where step " + expected + " should: "
                    + (step - expected == 1 ? "a step is" : step - expected + " steps are") + " missing");
        }
        expectedStep = step + 1;
        return true;
    }

    private void violation(String sentence) {
        violations.add(where() + ": " + sentence);
    }

    /** The entry, or null at the end. */
    LedgerEntry entry() {
        return entry;
    }

    /** The entry's file and line. */
    String where() {
        return file.getFileName() + ":" + lines.number();
    }

    /** Whether the same incarnation wrote more after the entry. */
    boolean goesOn() {
        return lines.number() < outline.incarnations().get(incarnation).lastLine();
    }

    /** Whether the file lacks the step before the entry, and this was told. */
    boolean isAfterGap() {
        return isAfterGap;
    }

    int peer() {
        return peer;
    }

    /** Read so far, void ones included. */
    long entries() {
        return entries;
    }

    long voidEntries() {
        return voidEntries;
    }

    @Override
    public void close() {
        lines.close();
    }
}
