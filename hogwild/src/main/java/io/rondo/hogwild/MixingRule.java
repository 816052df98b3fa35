package io.rondo.hogwild;

import java.lang.foreign.MemorySegment;

/**
 * How the holder of a token and its successor mix their models. The two never see each other's memory change: the holder
 * leaves an <em>offer</em>, the successor leaves its model as the <em>answer</em> and takes the offer in, the holder
 * settles with the answer.
 *
 * <pre>
 *   holder                                   successor
 *   offer(parameters, basis) ── offer ────►  accept(offer, parameters)
 *   …goes on training…       ◄─ answer ───   …goes on training…
 *   settle(parameters, basis, offer, answer)
 * </pre>
 *
 * <p>Vectors are float32, equally long, off the heap. Other threads may train on the parameters meanwhile: what they add
 * between two of these calls stays in the parameters and goes out with the next offer; within a call a component that is
 * written from both sides at once may lose one of the two updates ({@link SharedParameters}).
 *
 * <p>An instance belongs to one replica and one thread.
 */
public interface MixingRule {
    /** The replica mixes on a ring of so many peers from now on; 1: with nobody. No offer is open. */
    default void onRing(int size) {}

    /**
     * The holder's first half: writes the offer, and puts the parameters that it was made from into the basis.
     *
     * @param basis before: the parameters as they were after the last exchange; none has been yet: the first parameters
     * @return the weight that goes with the offer
     */
    double offer(MemorySegment parameters, MemorySegment basis, MemorySegment offer);

    /**
     * The successor's part: writes its model to the answer, then takes the offer in.
     *
     * @param weight that came with the offer
     */
    void accept(MemorySegment offer, double weight, MemorySegment parameters, MemorySegment answer);

    /**
     * The holder's second half.
     *
     * @param basis as {@link #offer} has left it; after: what the next offer starts from
     */
    void settle(MemorySegment parameters, MemorySegment basis, MemorySegment offer, MemorySegment answer);

    /** Instead of {@link #settle}, when the offer has reached nobody: what was in it goes out with the next one. */
    default void withdraw(MemorySegment basis, MemorySegment offer) {}

    /** What this replica counts for in the consensus. */
    default double weight() {
        return 1;
    }
}
