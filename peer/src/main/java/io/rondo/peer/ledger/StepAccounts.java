package io.rondo.peer.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Compares what the ledgers say of one step and settles which account holds: the one that most peers went on from,
 * then the latest generation's.
 *
 * <p>One difference is no violation: a peer commits, is evicted before anybody else commits, and the others try the
 * step again without it. Its commit is void, and it is the last one that it made before it rejoined, if it ever did.
 */
final class StepAccounts {
    private final Findings violations;
    private final Findings notes;

    StepAccounts(Findings violations, Findings notes) {
        this.violations = violations;
        this.notes = notes;
    }

    /** @param accounts all that stand at the same step, one at least */
    LedgerCursor settle(List<LedgerCursor> accounts) {
        LedgerCursor held = accounts.get(0);
        if (accounts.stream().allMatch(account -> agree(account, held))) {
            return held;
        }
        LedgerCursor chosen = accounts.stream()
                .max(Comparator.comparingLong(
                                (LedgerCursor account) -> supporters(account, accounts, LedgerCursor::goesOn))
                        .thenComparingInt(account -> account.entry().generation())
                        .thenComparingLong(account -> supporters(account, accounts, any -> true)))
                .orElseThrow();
        accounts.stream().filter(account -> !agree(account, chosen)).forEach(account -> tell(account, chosen));
        return chosen;
    }

    private static boolean agree(LedgerCursor one, LedgerCursor other) {
        return one.entry().equals(other.entry());
    }

    private static long supporters(LedgerCursor account, List<LedgerCursor> accounts, Predicate<LedgerCursor> counts) {
        return accounts.stream()
                .filter(other -> agree(account, other) && counts.test(other))
                .count();
    }

    private void tell(LedgerCursor account, LedgerCursor held) {
        String step = account.where() + ": step " + account.entry().step();
        if (isVoid(account, held.entry())) {
            notes.add(step + " is void: peer " + account.peer() + " committed it in generation "
                    + account.entry().generation() + ", the others without it in generation "
                    + held.entry().generation());
            return;
        }
        violations.add(step + " differs from " + held.where() + ": " + differences(account.entry(), held.entry()));
    }

    private static boolean isVoid(LedgerCursor account, LedgerEntry held) {
        return !account.goesOn()
                && account.entry().generation() < held.generation()
                && held.shares().stream().noneMatch(share -> share.peer() == account.peer());
    }

    private static String differences(LedgerEntry here, LedgerEntry there) {
        List<String> found = new ArrayList<>();
        compare(found, "generation", here.generation(), there.generation());
        compare(found, "epoch", here.epoch(), there.epoch());
        compare(found, "samples", here.samples(), there.samples());
        compare(found, "digest", here.digest(), there.digest());
        if (!here.shares().equals(there.shares())) {
            found.add("other shares");
        }
        return String.join(", ", found);
    }

    private static void compare(List<String> found, String what, Object here, Object there) {
        if (!Objects.equals(here, there)) {
            found.add(what + " " + here + " instead of " + there);
        }
    }
}
