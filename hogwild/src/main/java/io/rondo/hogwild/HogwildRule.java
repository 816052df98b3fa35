package io.rondo.hogwild;

import java.lang.foreign.MemorySegment;
import java.util.function.DoubleSupplier;

/**
 * The rule of Hogwild++ (Zhang, Hsieh and Akella, ICDM 2016). For each component, with {@code w} the holder's parameter,
 * {@code old} its basis and {@code next} the successor's parameter:
 *
 * <pre>
 *   d = (w - old) * scale
 *   |d| >  tolerance:   next = next + beta*d
 *                       w    = lambda*next' + (1-lambda)*w + (beta+lambda-1)*d     old = w
 *   |d| <= tolerance:   w    = lambda*next' + (1-lambda)*w + lambda*d              old = w - d
 *                       (next' is next before the update)
 * </pre>
 *
 * <p>A component that has learned too little to be worth sending keeps it back and accumulates. What other threads have
 * added to {@code w} between the offer and its settling counts as learned afterwards.
 */
public final class HogwildRule implements MixingRule {
    private final DoubleSupplier deltaScale;
    private final float tolerance;
    private float beta;
    private float lambda;
    private float scale; // of the open offer

    /**
     * @param deltaScale what a delta is multiplied by: 1 in the paper's formula, the step size in its authors' code
     * @param tolerance the largest delta that is kept back, 0 or more
     */
    public HogwildRule(DoubleSupplier deltaScale, double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("tolerance=" + tolerance + " must be 0 or more");
        }
        this.deltaScale = deltaScale;
        this.tolerance = (float) tolerance;
    }

    @Override
    public void onRing(int size) {
        if (size > 1) {
            MixingWeights weights = MixingWeights.forRingOf(size);
            beta = (float) weights.beta();
            lambda = (float) weights.lambda();
        }
    }

    @Override
    public double offer(MemorySegment parameters, MemorySegment basis, MemorySegment offer) {
        scale = (float) deltaScale.getAsDouble();
        MixingLoops.takeDelta(parameters, basis, offer, scale);
        return 1;
    }

    @Override
    public void accept(MemorySegment offer, double weight, MemorySegment parameters, MemorySegment answer) {
        MixingLoops.addDelta(offer, parameters, answer, beta, tolerance);
    }

    @Override
    public void settle(MemorySegment parameters, MemorySegment basis, MemorySegment offer, MemorySegment answer) {
        MixingLoops.mix(parameters, basis, offer, answer, beta, lambda, tolerance);
    }

    /** Up to rounding: the offer's own basis is not kept. With a scale of 0 nothing was offered. */
    @Override
    public void withdraw(MemorySegment basis, MemorySegment offer) {
        if (scale != 0) {
            MixingLoops.subtract(basis, offer, 1 / scale);
        }
    }
}
