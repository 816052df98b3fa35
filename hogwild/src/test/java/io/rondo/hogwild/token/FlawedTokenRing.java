package io.rondo.hogwild.token;

/** A ring of tokens with one rule broken on purpose: a simulation that does not notice is worth nothing. */
final class FlawedTokenRing extends TokenRing {
    private final Flaw flaw;

    enum Flaw {
        TAKES_OLD_TOKENS("two live tokens"),
        TAKES_OFFERS_AGAIN("taken in that does not lie there", "applied twice"),
        ALWAYS_WITHDRAWS("applied twice"),
        NEVER_WITHDRAWS("given up though nobody has it"),
        NEVER_SENDS_AGAIN("does not move"),
        NOBODY_MAKES_TOKENS("the token is lost"),
        EVERYBODY_MAKES_TOKENS("two live tokens"),
        HEARS_OLD_VIEWS("two live tokens", "number of another view", "does not lie there");

        final String[] findings;

        Flaw(String... findings) {
            this.findings = findings;
        }
    }

    FlawedTokenRing(Flaw flaw, TokenTiming timing, long resendNs, TokenActions actions) {
        super(timing, resendNs, actions);
        this.flaw = flaw;
    }

    @Override
    public void open(
            int generation, int rank, int size, int slotCount, long waitSteps, boolean wasOpenOfferTaken, long nowNs) {
        boolean wasTaken = switch (flaw) {
            case ALWAYS_WITHDRAWS -> false;
            case NEVER_WITHDRAWS -> true;
            default -> wasOpenOfferTaken;
        };
        super.open(generation, rank, size, slotCount, waitSteps, wasTaken, nowNs);
    }

    @Override
    boolean isNewToken(Turn turn, Turn seen) {
        return flaw == Flaw.TAKES_OLD_TOKENS || super.isNewToken(turn, seen);
    }

    @Override
    boolean isNewOffer(Turn turn, Turn accepted) {
        return flaw == Flaw.TAKES_OFFERS_AGAIN || super.isNewOffer(turn, accepted);
    }

    @Override
    boolean isOverdue(TokenSlot slot, long nowNs) {
        return flaw != Flaw.NEVER_SENDS_AGAIN && super.isOverdue(slot, nowNs);
    }

    @Override
    boolean isOfThisView(Turn turn) {
        return flaw == Flaw.HEARS_OLD_VIEWS || super.isOfThisView(turn);
    }

    @Override
    boolean makes(int slot, int slotCount) {
        return switch (flaw) {
            case NOBODY_MAKES_TOKENS -> false;
            case EVERYBODY_MAKES_TOKENS -> true;
            default -> super.makes(slot, slotCount);
        };
    }
}
