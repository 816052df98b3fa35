package io.rondo.membership;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A machine with one rule broken on purpose: a simulation that does not notice is worth nothing. */
final class FlawedMachine extends MembershipMachine {
    private final Flaw flaw;
    private final long detectAfterNs;

    enum Flaw {
        LETS_EVICTED_ONES_BACK("evicted, and back"),
        BELIEVES_OLD_ACCUSATIONS("living, talking, unaccused, and evicted"),
        NEVER_DOUBTS_ITSELF("living, talking, unaccused, and evicted"),
        IS_IMPATIENT("living, talking, unaccused, and evicted"),
        IS_TOO_PATIENT("still in the view after a tick"),
        STARTS_EARLY("the first view is not of all peers"),
        REPEATS_A_GENERATION("generation 1 follows 1"),
        FORGETS_THE_ORDER("not in the config's order");

        /** What the simulation says about it, among else. */
        final String finding;

        Flaw(String finding) {
            this.finding = finding;
        }
    }

    FlawedMachine(Flaw flaw, List<Member> configured, long budgetNs, long detectAfterNs) {
        super("job", configured, budgetNs, detectAfterNs);
        this.flaw = flaw;
        this.detectAfterNs = detectAfterNs;
    }

    @Override
    boolean isEarlier(long incarnation, long leastIncarnation) {
        return flaw != Flaw.LETS_EVICTED_ONES_BACK && super.isEarlier(incarnation, leastIncarnation);
    }

    @Override
    boolean isPresent(int generation) {
        return flaw == Flaw.BELIEVES_OLD_ACCUSATIONS ? view() != null : super.isPresent(generation);
    }

    @Override
    boolean wasStalled(long gapNs) {
        return flaw != Flaw.NEVER_DOUBTS_ITSELF && super.wasStalled(gapNs);
    }

    @Override
    boolean isSilent(long silentNs) {
        return switch (flaw) {
            case IS_IMPATIENT -> silentNs > detectAfterNs / 2;
            case IS_TOO_PATIENT -> silentNs > detectAfterNs * 3 / 2;
            default -> super.isSilent(silentNs);
        };
    }

    @Override
    boolean isComplete() {
        return flaw == Flaw.STARTS_EARLY || super.isComplete();
    }

    @Override
    int nextGeneration() {
        boolean isRepeating = flaw == Flaw.REPEATS_A_GENERATION && view() != null;
        return isRepeating ? view().generation() : super.nextGeneration();
    }

    @Override
    List<Member> members() {
        List<Member> members = new ArrayList<>(super.members());
        if (flaw == Flaw.FORGETS_THE_ORDER) {
            Collections.reverse(members);
        }
        return members;
    }
}
