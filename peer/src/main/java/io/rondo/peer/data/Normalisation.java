package io.rondo.peer.data;

/**
 * Turns raw bytes into what a model should see: {@code (byte / 255 - mean) / deviation}, with one mean and standard
 * deviation a channel, both on the scale 0..1. A table of 256 floats per channel holds all the results there are.
 */
final class Normalisation {
    private static final int VALUES = 256;

    private final float[][] tables;

    private Normalisation(float[][] tables) {
        this.tables = tables;
    }

    /** For one channel. */
    static Normalisation of(double mean, double deviation) {
        return of(new double[] {mean}, new double[] {deviation});
    }

    static Normalisation of(double[] means, double[] deviations) {
        float[][] tables = new float[means.length][VALUES];
        for (int c = 0; c < means.length; c++) {
            for (int value = 0; value < VALUES; value++) {
                tables[c][value] = (float) ((value / 255.0 - means[c]) / deviations[c]);
            }
        }
        return new Normalisation(tables);
    }

    int channels() {
        return tables.length;
    }

    /** Normalises all of {@code raw}, channels innermost, into {@code values} of the same length. */
    void apply(byte[] raw, float[] values) {
        if (tables.length == 1) {
            grey(tables[0], raw, values);
            return;
        }
        for (int c = 0; c < tables.length; c++) {
            channel(tables[c], raw, values, c, tables.length);
        }
    }

    /** Twice as fast as {@link #channel} with a stride of 1: the compiler can unroll it. */
    private static void grey(float[] table, byte[] raw, float[] values) {
        for (int i = 0; i < raw.length; i++) {
            values[i] = table[raw[i] & 0xFF];
        }
    }

    private static void channel(float[] table, byte[] raw, float[] values, int first, int stride) {
        for (int i = first; i < raw.length; i += stride) {
            values[i] = table[raw[i] & 0xFF];
        }
    }
}
