package io.rondo.membership;

/** The place of one configured peer, and which process holds it. {@link MembershipMachine} has the transitions. */
final class Seat {
    final Member configured;
    Standing standing = Standing.EMPTY;
    long incarnation;
    long leastIncarnation = Long.MIN_VALUE; // lower ones are fenced
    long heardNs; // of WAITING and MEMBER

    enum Standing {
        /** Nobody is there. */
        EMPTY,
        /** Joined, before all are there that a start needs. */
        WAITING,
        /** In the newest view. */
        MEMBER,
        /** In the newest view, not in the next. */
        GOING
    }

    Seat(Member configured) {
        this.configured = configured;
    }

    boolean isHeld(long byIncarnation) {
        return (standing == Standing.WAITING || standing == Standing.MEMBER) && incarnation == byIncarnation;
    }

    void take(long byIncarnation, boolean isWaiting, long nowNs) {
        incarnation = byIncarnation;
        leastIncarnation = byIncarnation;
        heardNs = nowNs;
        standing = isWaiting ? Standing.WAITING : Standing.MEMBER;
    }

    /** Whoever holds it goes: fenced, unless no view has held it. */
    void vacate() {
        if (standing == Standing.WAITING) {
            standing = Standing.EMPTY;
        } else if (standing == Standing.MEMBER) {
            standing = Standing.GOING;
            leastIncarnation = incarnation + 1;
        }
    }

    /** A view is about to be issued; with the start of a job those who wait for it come in. */
    void settle(boolean isStart) {
        if (standing == Standing.GOING) {
            standing = Standing.EMPTY;
        } else if (standing == Standing.WAITING && isStart) {
            standing = Standing.MEMBER;
        }
    }
}
