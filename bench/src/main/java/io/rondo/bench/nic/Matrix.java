package io.rondo.bench.nic;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What people read: for each rail, and for all together, a row for each host that sends, a column for each that receives. */
final class Matrix {
    private static final String NOTHING = "-";
    private static final int GAP = 3;

    private final PrintWriter out;
    private final Results results;
    private final int nameWidth;

    Matrix(PrintWriter out, Results results) {
        this.out = out;
        this.results = results;
        nameWidth = GAP
                + results.sites().stream()
                        .mapToInt(site -> site.host().length())
                        .max()
                        .orElseThrow();
    }

    void print() {
        print(
                "Mbit/s: TCP / UDP / Aeron",
                true,
                cell -> String.format(
                        Locale.ROOT,
                        "%.0f / %.0f / %s",
                        cell.tcpMbps(),
                        cell.udpMbps(),
                        cell.aeronMbps() == null ? NOTHING : String.format(Locale.ROOT, "%.0f", cell.aeronMbps())));
        print(
                "lost: % of UDP on the link, % in the host / Aeron's NAKs / retransmits",
                true,
                cell -> String.format(
                        Locale.ROOT,
                        "%.2f, %.2f / %d / %d",
                        100 * cell.lostShare(),
                        100 * cell.droppedShare(),
                        cell.naks(),
                        cell.retransmits()));
        print(
                "round trip in us: median / p99",
                false,
                cell -> cell.rttUs() == null
                        ? NOTHING
                        : String.format(Locale.ROOT, "%.0f / %.0f", cell.rttUs(), cell.rttP99Us()));
        printAllReduces();
        out.flush();
    }

    private void print(String title, boolean hasAll, Function<Cell, String> text) {
        out.println("# " + title + "; rows send, columns receive");
        int width = GAP
                + results.cells().stream()
                        .mapToInt(cell -> Math.max(nameWidth, text(cell, text).length()))
                        .max()
                        .orElse(nameWidth);
        for (int rail = 0; rail < results.rails(); rail++) {
            print("rail " + rail, rail, width, text);
        }
        if (hasAll && results.rails() > 1) {
            print("all", Cell.ALL, width, text);
        }
    }

    private void print(String name, int rail, int width, Function<Cell, String> text) {
        List<Site> sites = results.sites();
        out.println(line("# " + name, width, sites.stream().map(Site::host).toList()));
        for (int from = 0; from < sites.size(); from++) {
            int row = from;
            List<String> columns = sites.stream()
                    .map(site -> results.cell(row, sites.indexOf(site), rail)
                            .map(cell -> text(cell, text))
                            .orElse(NOTHING))
                    .toList();
            out.println(line("  " + sites.get(from).host(), width, columns));
        }
    }

    private static String text(Cell cell, Function<Cell, String> text) {
        return cell.failure() == null ? text.apply(cell) : "failed";
    }

    private String line(String head, int width, List<String> columns) {
        return String.format("%-" + nameWidth + "s", head)
                + columns.stream()
                        .map(column -> String.format("%" + width + "s", column))
                        .collect(Collectors.joining());
    }

    private void printAllReduces() {
        out.println("# all-reduce: hosts, rails, bytes, median ms, bus bandwidth Mbit/s");
        for (Results.AllReduce each : results.allReduces()) {
            String hosts = each.hosts().stream()
                    .map(host -> results.sites().get(host).host())
                    .collect(Collectors.joining(" "));
            String rail = each.rail() == Cell.ALL ? "all" : "rail " + each.rail();
            out.println("  " + hosts + ", " + rail + ", " + each.bytes() + ", "
                    + (each.failure() == null
                            ? String.format(Locale.ROOT, "%.2f, %.0f", each.medianMs(), each.busMbps())
                            : each.failure()));
        }
    }
}
