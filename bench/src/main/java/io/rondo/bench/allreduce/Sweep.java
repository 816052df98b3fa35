package io.rondo.bench.allreduce;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which sizes are measured, and how long. The time of a size is split over the rounds, so that a comparison of many
 * settings stays within minutes.
 *
 * @param sizes of a rank's buffer, in bytes
 * @param places measured at each size
 * @param rounds turns that every contestant gets at each size and place
 * @param iterations of a size and place, or 0: as many as fit into the time, from 11 to 5000
 * @param secondsPerSize and place, for each contestant
 * @param warmups before each turn, or 0: 5, of large buffers 1
 */
record Sweep(
        List<Long> sizes,
        List<Place> places,
        int rounds,
        int iterations,
        double secondsPerSize,
        int warmups,
        boolean isChecked) {
    private static final int LEAST_ITERATIONS = 11;
    private static final int MOST_ITERATIONS = 5000;
    private static final int WARMUPS = 5;
    private static final long LARGE_BYTES = 16 << 20;
    private static final int SEED_PER_ROUND = 17;

    /** From the smallest size by the factor up to the largest. */
    static List<Long> sizes(long minBytes, long maxBytes, int factor) {
        List<Long> sizes = new ArrayList<>();
        for (long bytes = minBytes; bytes <= maxBytes; bytes *= factor) {
            sizes.add(bytes);
            if (bytes > maxBytes / factor) {
                break;
            }
        }
        return List.copyOf(sizes);
    }

    long largest() {
        return sizes.get(sizes.size() - 1);
    }

    /** The turns of one size and place; each has its own data. */
    List<Slice> slices(long bytes, Place place) {
        return IntStream.range(0, rounds)
                .mapToObj(round -> new Slice(
                        bytes,
                        place,
                        share(iterations),
                        share(LEAST_ITERATIONS),
                        share(MOST_ITERATIONS),
                        (long) (secondsPerSize * 1e9 / rounds),
                        warmups > 0 ? warmups : bytes > LARGE_BYTES ? 1 : WARMUPS,
                        isChecked,
                        round * SEED_PER_ROUND))
                .toList();
    }

    private int share(int all) {
        return (all + rounds - 1) / rounds;
    }
}
