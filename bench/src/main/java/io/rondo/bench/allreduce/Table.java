package io.rondo.bench.allreduce;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** What people read: nccl-tests' table, a line a size, everything else behind {@code #}. */
final class Table {
    private final PrintWriter out;
    private final boolean hasComparison;
    private final boolean hasAllocation;
    private final boolean hasWire;

    Table(PrintWriter out, boolean hasComparison, boolean hasAllocation, boolean hasWire) {
        this.out = out;
        this.hasComparison = hasComparison;
        this.hasAllocation = hasAllocation;
        this.hasWire = hasWire;
    }

    void note(String text) {
        out.println("# " + text);
    }

    void printHead(List<Place> places) {
        String columns = halfHead();
        StringBuilder titles = new StringBuilder(String.format("# %45s", ""));
        StringBuilder names =
                new StringBuilder(String.format("# %12s %14s %8s %8s", "size(B)", "count", "type", "redop"));
        for (Place place : places) {
            titles.append(" |").append(String.format("%-" + columns.length() + "s", "  " + place.title()));
            names.append(" |").append(columns);
        }
        out.println(titles.toString().stripTrailing());
        out.println(names);
    }

    private String halfHead() {
        String head = String.format("%11s %11s %8s %8s %7s", "time(us)", "p99(us)", "algbw", "busbw", "#wrong");
        if (hasAllocation) {
            head += String.format(" %8s", "B/op");
        }
        if (hasWire) {
            head += String.format(" %12s %7s", "wire(B)", "/bound");
        }
        return hasComparison ? head + String.format(" %11s %7s", "other(us)", "ratio") : head;
    }

    /** The rows of one size, in the order of the head. */
    void printSize(List<Row> rows) {
        Row first = rows.get(0);
        StringBuilder line = new StringBuilder(
                String.format("  %12d %14d %8s %8s", first.bytes(), first.count(), first.type(), first.redop()));
        rows.forEach(row -> line.append("  ").append(half(row)));
        out.println(line);
        if (hasComparison) {
            rows.forEach(this::printSettings);
        }
        out.flush();
    }

    private String half(Row row) {
        String half = String.format(
                Locale.ROOT,
                "%11.2f %11.2f %8.2f %8.2f %7s",
                row.medianUs(),
                row.p99Us(),
                row.algbwGBs(),
                row.busbwGBs(),
                row.wrong() == null ? "N/A" : row.wrong());
        if (hasAllocation) {
            half += String.format(" %8d", row.allocatedBytesPerOp());
        }
        if (hasWire) {
            half += String.format(
                    Locale.ROOT,
                    " %12d %7.3f",
                    row.sent().sentBytesPerOp(),
                    row.sent().sentOfBound());
        }
        Row.Comparison with = row.comparison();
        return hasComparison
                ? half + String.format(Locale.ROOT, " %11.2f %7.2f", with.otherMedianUs(), with.ratio())
                : half;
    }

    private void printSettings(Row row) {
        Row.Comparison with = row.comparison();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "others %s, best %s, ratio to the first %.2f, us and ratio:",
                row.inPlace() ? Place.IN.title() : Place.OUT.title(),
                with.other(),
                with.ratioDefault()));
        with.otherSettings()
                .forEach((setting, medianUs) -> line.append(
                        String.format(Locale.ROOT, " %s=%.2f (%.2f)", setting, medianUs, medianUs / row.medianUs())));
        note(line.toString());
    }

    void printEnd(Report summary) {
        String verdict = summary.outOfBounds() == null
                ? "not checked"
                : summary.outOfBounds() + (summary.outOfBounds() == 0 ? " OK" : " FAILED");
        note("Out of bounds values : " + verdict);
        note(String.format(Locale.ROOT, "Avg bus bandwidth    : %.4f", summary.avgBusbwGBs()));
    }
}
