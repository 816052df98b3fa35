package io.rondo.bench.driver;

import java.io.PrintStream;
import java.util.Map;
import java.util.function.Function;
import org.HdrHistogram.Histogram;

/** What the benchmark prints: configuration first, a line a round, tables last. Milliseconds throughout. */
final class DriverReport {
    private final PrintStream out;
    private final DriverBenchmark settings;
    private final Map<Placement, Measurements> measurements;

    DriverReport(PrintStream out, DriverBenchmark settings, Map<Placement, Measurements> measurements) {
        this.out = out;
        this.settings = settings;
        this.measurements = measurements;
    }

    void printHead(Map<String, String> environment) {
        environment.forEach((key, value) -> out.println("# " + key + ": " + value));
        settings.configuration().forEach((key, value) -> out.println("# " + key + "=" + value));
        for (Placement placement : settings.placements) {
            out.println("# " + placement + ": the driver is " + placement.description());
        }
    }

    void printProgress(int round, Placement placement) {
        Measurements measured = measurements.get(placement);
        out.printf(
                "round %d/%d %-8s recovery p50 %.0f max %.0f, blocked max %.1f, frozen max %.1f, step p50 %.2f%n",
                round + 1,
                settings.rounds,
                placement,
                Measurements.ms(measured.recovery(), 50),
                Measurements.ms(measured.recovery(), 100),
                Measurements.ms(measured.blocked(), 100),
                Measurements.ms(measured.frozen(), 100),
                Measurements.ms(measured.stepTransfer(), 50));
    }

    void printTables() {
        out.println();
        out.println("ms: p50 / p99 / max");
        out.printf("%-44s", "");
        settings.placements.forEach(placement -> out.printf("%26s", placement));
        out.println();
        row("kill -9 of the holder to all reduced again", measured -> text(measured.recovery()));
        for (Recovery.Stage stage : Recovery.Stage.values()) {
            row("  to " + stage.label() + " (slowest)", measured -> text(measured.stage(stage)));
        }
        row("others' all-reduce, holder polling", measured -> text(measured.calm()));
        row("others' all-reduce, holder blocked", measured -> text(measured.blocked()));
        row("others' all-reduce, holder frozen", measured -> text(measured.frozen()));
        row("all-reduce after computation, transfer", measured -> text(measured.stepTransfer()));
        row("all-reduce, one after the other", measured -> text(measured.backToBack()));
        row("idle processor time, ms a second", measured -> String.format("%.0f", measured.idleCpuMsPerSecond()));
    }

    private void row(String title, Function<Measurements, String> cell) {
        out.printf("%-44s", title);
        settings.placements.forEach(placement -> out.printf("%26s", cell.apply(measurements.get(placement))));
        out.println();
    }

    private static String text(Histogram histogram) {
        if (histogram.getTotalCount() == 0) {
            return "-";
        }
        return String.format(
                "%.1f / %.1f / %.1f",
                Measurements.ms(histogram, 50), Measurements.ms(histogram, 99), Measurements.ms(histogram, 100));
    }
}
