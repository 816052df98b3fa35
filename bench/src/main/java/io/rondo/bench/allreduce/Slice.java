package io.rondo.bench.allreduce;

import io.rondo.bench.process.Line;
import java.util.Locale;

/**
 * One turn of one contestant: a few operations of one size. The same line goes to Rondo's peers and to the MPI program.
 *
 * @param bytes of a rank's buffer
 * @param iterations to time, or 0: by time, between {@code least} and {@code most}
 * @param timeNs how long the timed part shall last when iterations is 0, rewriting included
 * @param warmups operations before, 1 at least
 * @param isChecked compares every element of the first and of the last result with the expected one
 * @param seed of the data
 */
record Slice(
        long bytes,
        Place place,
        int iterations,
        int least,
        int most,
        long timeNs,
        int warmups,
        boolean isChecked,
        int seed) {
    Line toLine() {
        return Line.of(
                "run",
                "bytes",
                bytes,
                "place",
                place,
                "iterations",
                iterations,
                "least",
                least,
                "most",
                most,
                "timeNs",
                timeNs,
                "warmups",
                warmups,
                "check",
                isChecked ? 1 : 0,
                "seed",
                seed);
    }

    static Slice from(Line line) {
        return new Slice(
                line.number("bytes"),
                Place.valueOf(line.text("place").toUpperCase(Locale.ROOT)),
                (int) line.number("iterations"),
                (int) line.number("least"),
                (int) line.number("most"),
                line.number("timeNs"),
                (int) line.number("warmups"),
                line.number("check") == 1,
                (int) line.number("seed"));
    }

    /** How many operations to time when one takes so long; all ranks must ask with the same number. */
    int iterations(long operationNs) {
        if (iterations > 0) {
            return iterations;
        }
        return (int) Math.max(least, Math.min(most, timeNs / Math.max(1, operationNs)));
    }
}
