package io.rondo.peer.model.layer;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * First parameters. Weights are uniform in {@code ±limit}, biases are 0. The limit is {@code sqrt(6 / fanIn)} for a
 * layer that a rectifier follows (He et al. 2015) and {@code sqrt(3 / fanIn)} otherwise (LeCun et al. 1998; Caffe's
 * "xavier" filler).
 *
 * <p>Every layer draws from its own split of the seed, so a layer's weights do not depend on the sizes of those before
 * it. Only exactly rounded arithmetic is used: the same seed gives the same bits on every machine.
 */
public final class Initialiser {
    private Initialiser() {}

    /** Overwrites all {@code plan.parameterCount()} values. */
    public static void initialise(NetworkPlan plan, MemorySegment parameters, long seed) {
        SplittableRandom root = new SplittableRandom(seed);
        parameters.fill((byte) 0);
        for (PlacedLayer placed : plan.layers()) {
            SplittableRandom random = root.split();
            if (placed.weightCount() > 0) {
                double limit = Math.sqrt(
                        (feedsRelu(plan, placed) ? 6.0 : 3.0) / placed.layer().fanIn(placed.input()));
                for (int i = 0; i < placed.weightCount(); i++) {
                    float weight = (float) ((2 * random.nextDouble() - 1) * limit);
                    parameters.setAtIndex(ValueLayout.JAVA_FLOAT, placed.offset() + i, weight);
                }
            }
        }
    }

    private static boolean feedsRelu(NetworkPlan plan, PlacedLayer placed) {
        int next = placed.index() + 1;
        return next < plan.layers().size() && plan.layers().get(next).layer() instanceof Relu;
    }
}
