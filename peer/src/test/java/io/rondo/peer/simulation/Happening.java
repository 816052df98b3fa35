package io.rondo.peer.simulation;

/**
 * Something that happens in the world at an instant.
 *
 * @param order decides among those of one instant: first come, first served
 * @param at the peer that it happens to, or {@link SimulatedNetwork#AUTHORITY}
 * @param detail for the trace
 */
record Happening(long atNs, long order, Kind kind, int at, Object detail, Runnable action)
        implements Comparable<Happening> {
    enum Kind {
        START, // a process
        KEEP, // its keeper thread's turn
        COMPUTED, // its training thread has
        PAUSED, // the same, a moment
        BEAT, // arrives
        FRAME,
        VIEW, // so far to a process
        TICK,
        SAID, // so far to the authority
        CRASH,
        RESTART,
        ASKED_TO_LEAVE,
        FREEZE,
        THAW,
        CUT,
        HEAL,
        STALL;

        /** Falls upon a process, whatever that does. */
        boolean isFault() {
            return compareTo(CRASH) >= 0;
        }
    }

    @Override
    public int compareTo(Happening that) {
        int byTime = Long.compare(atNs, that.atNs);
        return byTime != 0 ? byTime : Long.compare(order, that.order);
    }
}
