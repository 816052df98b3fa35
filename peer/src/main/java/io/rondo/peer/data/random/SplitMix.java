package io.rondo.peer.data.random;

/**
 * SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014), written out here so
 * that no JDK release can change its numbers: data orders and generated images depend on every bit.
 */
public final class SplitMix {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
    private static final double UNIT_53 = 0x1.0p-53;

    private long state;

    public SplitMix(long seed) {
        state = seed;
    }

    /**
     * A generator for one purpose out of several: the parts (seed, epoch, rank …) are mixed one after another, so that
     * neighbouring numbers give unrelated sequences.
     */
    public static SplitMix of(long... parts) {
        long state = 0;
        for (long part : parts) {
            state = mix(state + GOLDEN_GAMMA + mix(part));
        }
        return new SplitMix(state);
    }

    /** 64 random bits. */
    public long next() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** A number in {@code 0 .. bound - 1}; its bias is below bound / 2^64. */
    public int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    /** A number in {@code [from, to)}, evenly distributed. */
    public double between(double from, double to) {
        return from + (to - from) * ((next() >>> 11) * UNIT_53);
    }

    /** A number in (-6, 6), bell-shaped, mean 0, standard deviation 1: twelve even ones need no logarithm. */
    public double bell() {
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            long bits = next();
            sum += (bits & 0xFFFF) + (bits >>> 16 & 0xFFFF) + (bits >>> 32 & 0xFFFF) + (bits >>> 48);
        }
        return sum / 65_536 - 12 * 65_535 / 131_072.0;
    }

    /**
     * Shuffles {@code values[from .. to - 1]} in place (Fisher and Yates, in Durstenfeld's form): for i from the last
     * place down to the second, swaps it with one drawn from all places up to i.
     */
    public void shuffle(int[] values, int from, int to) {
        for (int i = to - 1; i > from; i--) {
            int j = from + below(i - from + 1);
            int swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
