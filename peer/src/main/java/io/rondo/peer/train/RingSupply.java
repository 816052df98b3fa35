package io.rondo.peer.train;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.Ring;
import io.rondo.allreduce.RingBrokenException;
import java.lang.foreign.MemorySegment;

/** Where a {@link RingExchange} has its rings from: one for each generation. Training thread only. */
public interface RingSupply {
    long HALVES_ALIGNMENT = 64;

    /**
     * The ring of one generation.
     *
     * @param ring open, among all members of the view
     * @param target of {@link #targetBytes} or more; outlives the ring. That of the ring before, or made for this one when
     *     somebody may still write into that
     */
    record Opened(Collectives ring, Target target) {}

    /** Two halves with room for the gradients, and for what so many peers gather, to be caught up with. */
    static long targetBytes(long gradientBytes, int peers) {
        long leastBytes = Math.max(gradientBytes, CatchUp.leastTargetBytes(peers));
        return 2 * ((leastBytes + HALVES_ALIGNMENT - 1) & -HALVES_ALIGNMENT);
    }

    /** This peer's gradients: the same memory in all generations. */
    MemorySegment source();

    /**
     * Opens the ring of a generation after the broken one; waits for its view, which a death, a join, or a renewal brings.
     *
     * @param generation that broke, 0 before the first
     * @param cause of the break, or null: this peer wants a place in the run, as a process that was not in it before
     * @throws TakenOutException when the view is without this peer
     * @throws RingBrokenException when that one breaks as well, before it is open: ask again
     * @throws io.rondo.peer.RondoException when there is none for this peer
     */
    Opened open(int generation, RingBrokenException cause);

    /**
     * Returns when a ring is the newest and has enough members to go on, or to begin the run; waits for more as long as the
     * config allows. Asked before each exchange.
     *
     * @throws RingBrokenException when there is another view
     * @throws io.rondo.peer.RondoException when nobody came in time
     */
    void requireEnough(Ring ring, boolean isBeginning);
}
