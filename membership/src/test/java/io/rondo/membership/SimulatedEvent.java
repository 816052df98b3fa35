package io.rondo.membership;

/**
 * Something that happens in the simulation.
 *
 * @param order decides among events of one instant; random
 * @param peer index, or -1
 * @param number a generation, or how long in ns
 * @param other index of the accused, or -1
 */
record SimulatedEvent(long atNs, long order, Kind kind, int peer, long incarnation, long number, int other)
        implements Comparable<SimulatedEvent> {
    enum Kind {
        TICK,
        JOIN,
        ALIVE,
        LOST,
        ACCUSE,
        RENEW,
        LEAVE, // so far to the machine
        VIEW,
        TALK,
        CRASH,
        RESTART,
        FREEZE,
        CUT,
        STALL;

        boolean isForMachine() {
            return compareTo(LEAVE) <= 0;
        }
    }

    @Override
    public int compareTo(SimulatedEvent that) {
        int byTime = Long.compare(atNs, that.atNs);
        return byTime != 0 ? byTime : Long.compare(order, that.order);
    }
}
