package io.rondo.allreduce;

import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.util.Arrays;

/**
 * How the ranks' buffers become one.
 *
 * @param type of the elements
 * @param operator applied element by element, in the canonical order
 */
public record Reduction(ElementType type, Operator operator) {
    /** The weighted average of float32: what a training step needs. */
    public static final Reduction AVERAGE = new Reduction(ElementType.FLOAT32, Operator.AVERAGE);

    /** The sum of float32. */
    public static final Reduction SUM = new Reduction(ElementType.FLOAT32, Operator.SUM);

    private static final Reduction[] SUMS = Arrays.stream(ElementType.values())
            .map(type -> new Reduction(type, Operator.SUM))
            .toArray(Reduction[]::new);

    /** The sum for an average, which is left to divide; all else as it is. Allocates nothing. */
    Reduction undivided() {
        return operator == Operator.AVERAGE ? SUMS[type.ordinal()] : this;
    }
}
