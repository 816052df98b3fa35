package io.rondo.hogwild;

import java.lang.foreign.MemorySegment;

/**
 * The rule of AD-PSGD (Lian, Zhang, Zhang and Liu, ICML 2018) between ring neighbours: both end with the mean of their two
 * models. The offer is the holder's model itself, so one that was withdrawn has nothing to make up for.
 */
public final class PairwiseRule implements MixingRule {
    private static final float HALF = 0.5f;

    @Override
    public double offer(MemorySegment parameters, MemorySegment basis, MemorySegment offer) {
        MemorySegment.copy(parameters, 0, basis, 0, basis.byteSize());
        MemorySegment.copy(basis, 0, offer, 0, offer.byteSize());
        return 1;
    }

    @Override
    public void accept(MemorySegment offer, double weight, MemorySegment parameters, MemorySegment answer) {
        MixingLoops.approach(offer, parameters, answer, HALF);
    }

    /** What was learned since the offer stays whole: only the difference of the two models as they were is halved. */
    @Override
    public void settle(MemorySegment parameters, MemorySegment basis, MemorySegment offer, MemorySegment answer) {
        MixingLoops.addDifference(parameters, answer, offer, HALF);
    }
}
