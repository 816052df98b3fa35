package io.rondo.bench.allreduce;

import io.rondo.bench.process.Line;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What one or several slices measured.
 *
 * @param timesNs of each operation, on its slowest rank; in the order measured
 * @param wrong elements, of all ranks and all checks together
 * @param allocatedBytes on the heap an operation, by the rank that allocates most
 * @param sentBytes by the NICs of a host an operation, of the host that sends most; 0 when not counted
 */
record Timings(long[] timesNs, long wrong, long allocatedBytes, long sentBytes) {
    /** From the lines of all ranks, or of the one that speaks for all. */
    static Timings ofRanks(List<Line> ranks) {
        long[] slowest = times(ranks.get(0));
        long wrong = 0;
        long allocated = 0;
        long sent = 0;
        for (Line rank : ranks) {
            long[] times = times(rank);
            if (times.length != slowest.length) {
                throw new IllegalStateException("ranks differ: " + times.length + " and " + slowest.length + " times");
            }
            Arrays.setAll(slowest, i -> Math.max(slowest[i], times[i]));
            wrong += rank.number("wrong");
            allocated = Math.max(allocated, rank.number("allocated"));
            sent = Math.max(sent, rank.number("sent"));
        }
        return new Timings(slowest, wrong, allocated, sent);
    }

    private static long[] times(Line line) {
        return Arrays.stream(line.text("times").split(","))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** The slices of all rounds as one; what is allocated and sent counts as in the last one, the steadiest. */
    static Timings ofRounds(List<Timings> rounds) {
        return new Timings(
                rounds.stream()
                        .flatMapToLong(each -> LongStream.of(each.timesNs))
                        .toArray(),
                rounds.stream().mapToLong(Timings::wrong).sum(),
                rounds.get(rounds.size() - 1).allocatedBytes,
                rounds.get(rounds.size() - 1).sentBytes);
    }

    double medianUs() {
        return quantileUs(0.5);
    }

    double p99Us() {
        return quantileUs(0.99);
    }

    /** The smallest time that this share of the operations did not exceed; of few operations the 99th percentile is the slowest. */
    private double quantileUs(double share) {
        long[] sorted = timesNs.clone();
        Arrays.sort(sorted);
        int index = (int) Math.ceil(share * sorted.length) - 1;
        return sorted[Math.max(0, index)] / 1e3;
    }
}
