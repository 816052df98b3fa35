package io.rondo.allreduce.kernel;

/**
 * Division of int64 by a divisor of 2 or more that stays the same for many dividends: a multiplication and a shift
 * instead of an instruction that takes several times as long and has no vector form. Exact, towards zero.
 *
 * <p>With l = ceil(log2 d) and m = floor(2^(63+l) / d) + 1, which has 64 bits, the quotient of n >= 0 is floor(n m /
 * 2^(63+l)), and that of n < 0 is one more (Granlund and Montgomery 1994; Warren, Hacker's Delight, chapter 10).
 */
final class Reciprocal {
    private Reciprocal() {}

    /** The m of the class comment, as unsigned. About 100 ns: once for many divisions. */
    static long of(long divisor) {
        long quotient = 0;
        long remainder = 1L << shift(divisor);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            quotient <<= 1;
            remainder <<= 1;
            if (Long.compareUnsigned(remainder, divisor) >= 0) {
                remainder -= divisor;
                quotient |= 1;
            }
        }
        return quotient + 1;
    }

    /** {@code dividend / divisor}, given {@code of(divisor)}. */
    static long quotient(long dividend, long divisor, long reciprocal) {
        // The reciprocal's topmost bit is always set: taken as signed it is 2^64 too small, which the addition mends.
        long high = Math.multiplyHigh(dividend, reciprocal) + dividend;
        return (high >> shift(divisor)) - (dividend >> (Long.SIZE - 1));
    }

    /** l - 1. */
    private static int shift(long divisor) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(divisor - 1);
    }
}
