package io.rondo.hogwild.sparse;

import java.util.Arrays;

/** Rows of (index, value) pairs with a label of -1 or 1 each, one after another in four arrays. Immutable; any thread. */
public final class SparseExamples {
    private final int features;
    private final int[] starts; // of each row, and the end of the last one
    private final int[] indices;
    private final float[] values;
    private final byte[] labels;
    private final int[] degrees; // by feature: rows that have it

    private SparseExamples(int features, int[] starts, int[] indices, float[] values, byte[] labels) {
        this.features = features;
        this.starts = starts;
        this.indices = indices;
        this.values = values;
        this.labels = labels;
        this.degrees = new int[features];
        for (int index : indices) {
            degrees[index]++;
        }
    }

    public int count() {
        return labels.length;
    }

    /** One more than the largest index there may be. */
    public int features() {
        return features;
    }

    /** Pairs of all rows together. */
    public long pairs() {
        return indices.length;
    }

    /** -1 or 1. */
    public int label(int row) {
        return labels[row];
    }

    /** Where the row's pairs begin, for {@link #index} and {@link #value}. */
    public int from(int row) {
        return starts[row];
    }

    /** Where they end. */
    public int to(int row) {
        return starts[row + 1];
    }

    public int index(int pair) {
        return indices[pair];
    }

    public float value(int pair) {
        return values[pair];
    }

    /** How many rows have the feature. */
    public int degree(int feature) {
        return degrees[feature];
    }

    /** Collects rows. */
    static final class Builder {
        private int[] starts = new int[1024];
        private int[] indices = new int[16 * 1024];
        private float[] values = new float[16 * 1024];
        private byte[] labels = new byte[1024];
        private int rows;
        private int pairs;
        private int features;

        /** A pair of the row that {@link #endRow} will end. */
        void add(int index, float value) {
            if (pairs == indices.length) {
                indices = Arrays.copyOf(indices, 2 * pairs);
                values = Arrays.copyOf(values, 2 * pairs);
            }
            indices[pairs] = index;
            values[pairs] = value;
            pairs++;
            features = Math.max(features, index + 1);
        }

        void endRow(int label) {
            if (rows + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
                labels = Arrays.copyOf(labels, 2 * labels.length);
            }
            labels[rows++] = (byte) label;
            starts[rows] = pairs;
        }

        int rows() {
            return rows;
        }

        /** @param leastFeatures there may be more features than the rows have */
        SparseExamples build(int leastFeatures) {
            return new SparseExamples(
                    Math.max(features, leastFeatures),
                    Arrays.copyOf(starts, rows + 1),
                    Arrays.copyOf(indices, pairs),
                    Arrays.copyOf(values, pairs),
                    Arrays.copyOf(labels, rows));
        }
    }
}
