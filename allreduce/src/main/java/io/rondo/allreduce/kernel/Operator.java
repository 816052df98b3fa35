package io.rondo.allreduce.kernel;

/** How the ranks' elements become one. */
public enum Operator {
    /** Integers wrap around. */
    SUM,

    /** The sum, divided once per element by the sum of the ranks' weights; integers are divided towards zero. */
    AVERAGE,

    /** As {@link Math#min(float, float)}: NaN wins, and -0.0 is less than 0.0. */
    MIN,

    /** As {@link Math#max(float, float)}: NaN wins, and -0.0 is less than 0.0. */
    MAX
}
