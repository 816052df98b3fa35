package io.rondo.bench.chaos;

import io.rondo.bench.machine.Machine;
import io.rondo.bench.report.WholeFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.DoubleHistogram;

/**
 * How it went; what {@code --json} writes.
 *
 * @param steps committed by all peers
 * @param comparisons of all replicas within the run, none of which found a difference
 * @param complaints what happened to peers that nobody had hurt: false evictions, failures
 * @param ledgerViolations what {@code rondo ledger verify} finds in the run's directory
 * @param orphans processes and files in /dev/shm that the run has left behind
 */
record ChaosReport(
        Machine machine,
        Map<String, Object> config,
        double budgetMs,
        double seconds,
        long steps,
        long generations,
        long comparisons,
        List<Injury> injuries,
        List<String> complaints,
        long ledgerViolations,
        List<String> orphans) {
    private static final int DIGITS = 3;

    long hangs() {
        return injuries.stream().filter(Injury::isHang).count();
    }

    long lostForGood() {
        return injuries.stream()
                .filter(each -> !each.isHang() && each.rejoinedMs() < 0)
                .count();
    }

    /** Nothing hung, differed, was lost or was left behind; every 99th percentile is within the budget. */
    boolean isWell() {
        return hangs() == 0
                && lostForGood() == 0
                && complaints.isEmpty()
                && ledgerViolations == 0
                && orphans.isEmpty()
                && (injuries.isEmpty() || percentile(injuries, Injury::recoveredMs, 99) <= budgetMs);
    }

    void print(PrintWriter out) {
        out.println();
        if (!injuries.isEmpty()) {
            out.println("from the injury until all others had committed the step, ms");
            out.printf("%-34s %6s %9s %9s %9s %6s%n", "victim", "times", "p50", "p99", "max", "hangs");
            for (Hurt hurt : Hurt.values()) {
                rows(hurt, out);
            }
            out.println();
            out.println("until the victim had committed a step again (frozen: from its thaw), ms");
            for (Hurt hurt : Hurt.values()) {
                row(hurt + " rejoined", of(each -> each.hurt() == hurt), Injury::rejoinedMs, out);
            }
            out.println();
        }
        line(out, "membership", String.valueOf(config.get("membership")));
        line(out, "budget", String.format(Locale.ROOT, "%.0f ms", budgetMs));
        line(out, "run", String.format(Locale.ROOT, "%.0f s, %,d steps, %d generations", seconds, steps, generations));
        line(out, "replicas", String.format(Locale.ROOT, "compared %,d times, never different", comparisons));
        line(out, "ledger", ledgerViolations == 0 ? "verified" : ledgerViolations + " violations");
        line(out, "hangs", hangs() + (lostForGood() > 0 ? ", and " + lostForGood() + " victims never came back" : ""));
        line(
                out,
                "unhurt peers",
                complaints.isEmpty() ? "none evicted, none failed" : complaints.size() + " complaints");
        complaints.forEach(complaint -> out.println("  " + complaint));
        line(out, "left behind", orphans.isEmpty() ? "nothing" : String.join(", ", orphans));
        out.println(isWell() ? "chaos: survived" : "chaos: not survived");
        out.flush();
    }

    private void rows(Hurt hurt, PrintWriter out) {
        row(hurt + " all", of(each -> each.hurt() == hurt), Injury::recoveredMs, out);
        row(
                hurt + " the data driver's holder",
                of(each -> each.hurt() == hurt && each.wasHolder()),
                Injury::recoveredMs,
                out);
        row(
                hurt + " inside an operation",
                of(each -> each.hurt() == hurt && each.isInOperation()),
                Injury::recoveredMs,
                out);
        row(
                hurt + " neither",
                of(each -> each.hurt() == hurt && !each.isInOperation() && !each.wasHolder()),
                Injury::recoveredMs,
                out);
    }

    private List<Injury> of(Predicate<Injury> which) {
        return injuries.stream().filter(which).toList();
    }

    private static void row(String label, List<Injury> some, ToDoubleFunction<Injury> value, PrintWriter out) {
        if (some.isEmpty()) {
            return;
        }
        out.printf(
                Locale.ROOT,
                "%-34s %6d %9.1f %9.1f %9.1f %6d%n",
                label,
                some.size(),
                percentile(some, value, 50),
                percentile(some, value, 99),
                percentile(some, value, 100),
                some.stream().filter(each -> value.applyAsDouble(each) < 0).count());
    }

    /** Of those that came to an end. */
    private static double percentile(List<Injury> some, ToDoubleFunction<Injury> value, double percent) {
        DoubleHistogram histogram = new DoubleHistogram(DIGITS);
        some.stream().mapToDouble(value).filter(each -> each >= 0).forEach(histogram::recordValue);
        return histogram.getValueAtPercentile(percent);
    }

    private static void line(PrintWriter out, String what, String value) {
        out.println(String.format("%-12s %s", what, value));
    }

    void write(Path file) {
        WholeFile.writeJson(file, this);
    }
}
