package io.rondo.peer.model.layer;

/**
 * {@code e^x} for {@code x <= 0}, the same bits on every machine, and many times faster than {@link StrictMath#exp}.
 * Relative error below 1e-9.
 */
final class Exponential {
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN2_HIGH = 0.6931471803691238;
    private static final double LN2_LOW = 1.9082149292705877e-10;
    private static final double SMALLEST = -700;
    /** Added to a small number it leaves the nearest whole number, plus the exponent's bias, in the lowest bits. */
    private static final double TO_WHOLE = 0x1.8p52 + 1023;

    private static final int FRACTION_BITS = 52;

    private Exponential() {}

    /**
     * Replaces {@code values[i]} by its power of e for {@code i < length}. NaN gives NaN; anything below -700 counts as
     * -700. Two loops, because the compiler makes vectors of arithmetic but not of what looks at bits.
     *
     * @param scratch at least {@code length} values
     */
    static void replace(double[] values, double[] scratch, int length) {
        for (int i = 0; i < length; i++) {
            double bounded = Math.max(values[i], SMALLEST);
            double shifted = bounded * LOG2_E + TO_WHOLE;
            double power = shifted - TO_WHOLE;
            double r = bounded - power * LN2_HIGH - power * LN2_LOW; // |r| <= ln(2)/2
            // Taylor's polynomial of degree 9, even and odd powers apart: two short chains instead of a long one.
            double s = r * r;
            double odd = (((s * (1.0 / 362880) + 1.0 / 5040) * s + 1.0 / 120) * s + 1.0 / 6) * s + 1;
            double even = (((s * (1.0 / 40320) + 1.0 / 720) * s + 1.0 / 24) * s + 0.5) * s + 1;
            scratch[i] = shifted;
            values[i] = even + r * odd;
        }
        for (int i = 0; i < length; i++) {
            values[i] *= Double.longBitsToDouble(Double.doubleToRawLongBits(scratch[i]) << FRACTION_BITS);
        }
    }
}
