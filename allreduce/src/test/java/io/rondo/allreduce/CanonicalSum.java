package io.rondo.allreduce;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The oracle: adds whole vectors in the canonical order, straight from its definition, with plain arrays. */
final class CanonicalSum {
    private CanonicalSum() {}

    /** Of a flat ring. */
    static float[] weightedAverage(float[][] sources, long[] samples) {
        return divided(sources, LongStream.of(samples).sum());
    }

    /** Of a mixed ring: sums within each host first, then those of the hosts. */
    static float[] weightedAverage(float[][] sources, long[] samples, int[] ranksOfHosts) {
        float[][] sums = new float[ranksOfHosts.length][];
        int first = 0;
        for (int host = 0; host < sums.length; host++) {
            sums[host] = divided(Arrays.copyOfRange(sources, first, first + ranksOfHosts[host]), 1);
            first += ranksOfHosts[host];
        }
        return divided(sums, LongStream.of(samples).sum());
    }

    private static float[] divided(float[][] sources, long total) {
        int ranks = sources.length;
        int length = sources[0].length;
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
