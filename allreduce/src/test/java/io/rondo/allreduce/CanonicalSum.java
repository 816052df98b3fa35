package io.rondo.allreduce;

/** The oracle: adds whole vectors in the canonical order, straight from its definition, with plain arrays. */
final class CanonicalSum {
    private CanonicalSum() {}

    static float[] weightedAverage(float[][] sources, long[] samples) {
        int ranks = sources.length;
        int length = sources[0].length;
        long total = 0;
        for (long count : samples) {
            total += count;
        }
        float[] result = new float[length];
        for (int chunk = 0; chunk < ranks; chunk++) {
            int begin = (int) ((long) chunk * length / ranks);
            int end = (int) ((chunk + 1L) * length / ranks);
            for (int i = begin; i < end; i++) {
                float sum = sources[chunk][i];
                for (int next = 1; next < ranks; next++) {
                    sum += sources[(chunk + next) % ranks][i];
                }
                result[i] = sum / total;
            }
        }
        return result;
    }
}
