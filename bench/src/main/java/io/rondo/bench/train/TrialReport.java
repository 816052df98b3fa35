package io.rondo.bench.train;

import io.rondo.bench.layers.Environment;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All trials, and where they were run; what {@code --json} writes.
 *
 * @param scaling strong: the batch of all peers together stays; weak: that of each peer does
 * @param target accuracy, 0 to 1
 */
record TrialReport(
        Environment environment, String scaling, double target, Map<String, Object> config, List<Trial> trials) {
    void print(PrintStream out) {
        out.printf(
                "%-14s %5s %5s  %10s %8s %10s %9s  %7s %8s %7s  %12s %9s%n",
                "mode",
                "peers",
                "batch",
                String.format(Locale.ROOT, "s to %.1f%%", 100 * target),
                "final %",
                "samples/s",
                "ms/step",
                "compute",
                "transfer",
                "waiting",
                "bytes/step",
                "staleness");
        trials.forEach(trial -> out.println(line(trial)));
    }

    static String line(Trial trial) {
        return String.format(
                Locale.ROOT,
                "%-14s %5d %5d  %10s %8.2f %10.0f %9.2f  %6.1f%% %7.1f%% %6.1f%%  %12.0f %9.2f",
                trial.contestant(),
                trial.peers(),
                trial.batch(),
                trial.secondsToTarget() == null ? "never" : String.format(Locale.ROOT, "%.2f", trial.secondsToTarget()),
                100 * trial.finalAccuracy(),
                trial.samplesPerSecond(),
                trial.stepMs(),
                100 * trial.computeShare(),
                100 * trial.transferShare(),
                100 * trial.waitShare(),
                trial.bytesPerStep(),
                meanStaleness(trial.staleness()));
    }

    static double meanStaleness(List<Long> counts) {
        double pushes = counts.stream().mapToLong(Long::longValue).sum();
        double missed = 0;
        for (int i = 0; i < counts.size(); i++) {
            missed += (double) i * counts.get(i);
        }
        return pushes == 0 ? 0 : missed / pushes;
    }
}
