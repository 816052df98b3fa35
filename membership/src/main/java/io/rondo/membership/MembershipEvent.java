package io.rondo.membership;

/**
 * What a peer said, or what became of it. A plain value: one host of the {@link MembershipMachine} applies it at once,
 * another writes it into a replicated log first.
 *
 * @param id of the peer that said it, or that it is about
 * @param incarnation that peer's, 0 where it does not matter
 * @param generation of accuse and renew: the one that broke, else 0
 * @param accusedId of accuse alone, else 0
 */
public record MembershipEvent(Kind kind, int id, long incarnation, int generation, int accusedId) {

    /** The machine's transition table says what each of them does. */
    public enum Kind {
        JOIN,
        ALIVE,
        LOST,
        LEAVE,
        ACCUSE,
        RENEW
    }

    static MembershipEvent of(Kind kind, int id, long incarnation) {
        return new MembershipEvent(kind, id, incarnation, 0, 0);
    }

    static MembershipEvent accuse(int generation, int byId, int accusedId) {
        return new MembershipEvent(Kind.ACCUSE, byId, 0, generation, accusedId);
    }

    static MembershipEvent renew(int generation, int byId) {
        return new MembershipEvent(Kind.RENEW, byId, 0, generation, 0);
    }

    /** Tells the machine. */
    public void applyTo(MembershipMachine machine, long nowNs) {
        switch (kind) {
            case JOIN -> machine.join(id, incarnation, nowNs);
            case ALIVE -> machine.alive(id, incarnation, nowNs);
            case LOST -> machine.lost(id, incarnation, nowNs);
            case LEAVE -> machine.leave(id, incarnation, nowNs);
            case ACCUSE -> machine.accuse(generation, id, accusedId, nowNs);
            case RENEW -> machine.renew(generation, id, nowNs);
        }
    }
}
