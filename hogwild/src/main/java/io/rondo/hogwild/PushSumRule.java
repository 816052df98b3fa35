package io.rondo.hogwild;

import java.lang.foreign.MemorySegment;

/**
 * Push-sum (Kempe, Dobra and Gehrke, FOCS 2003; for training: Assran et al., ICML 2019) from the holder to its successor.
 * Each replica has a weight p and keeps its model z de-biased; the holder gives away half of {@code (p*z, p)}:
 *
 * <pre>
 *   holder:     p = p / 2                                     z stays
 *   successor:  z = (p*z + q*z_holder) / (p + q)   p = p + q     q: the half that came
 * </pre>
 *
 * <p>One way: the answer is not looked at. The weights of all replicas add up to their number, and the consensus is the
 * mean of all z, weighted by p.
 */
public final class PushSumRule implements MixingRule {
    private double weight = 1;
    private double offered;

    /** A new ring starts afresh: a share that was under way to a dead peer is nobody's. */
    @Override
    public void onRing(int size) {
        weight = 1;
        offered = 0;
    }

    @Override
    public double offer(MemorySegment parameters, MemorySegment basis, MemorySegment offer) {
        MemorySegment.copy(parameters, 0, offer, 0, offer.byteSize());
        offered = weight / 2;
        weight -= offered;
        return offered;
    }

    @Override
    public void accept(MemorySegment offer, double weightOffered, MemorySegment parameters, MemorySegment answer) {
        float share = (float) (weightOffered / (weight + weightOffered));
        MixingLoops.approach(offer, parameters, answer, share);
        weight += weightOffered;
    }

    @Override
    public void settle(MemorySegment parameters, MemorySegment basis, MemorySegment offer, MemorySegment answer) {
        offered = 0;
    }

    @Override
    public void withdraw(MemorySegment basis, MemorySegment offer) {
        weight += offered;
        offered = 0;
    }

    @Override
    public double weight() {
        return weight;
    }
}
