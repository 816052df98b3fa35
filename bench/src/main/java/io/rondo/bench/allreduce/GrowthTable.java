package io.rondo.bench.allreduce;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * Time of an operation over the number of peers, with what memory alone would take beside it: every rank's source must be
 * read and its result written, 2n buffers, at the rate of a copy loop of as many threads as there are ranks or cores.
 */
final class GrowthTable {
    private final PrintWriter out;
    private final List<Integer> counts;

    GrowthTable(PrintWriter out, List<Integer> counts) {
        this.out = out;
        this.counts = counts;
    }

    void print(List<Row> rows, List<Place> places) {
        for (Place place : places) {
            List<Row> placed = rows.stream()
                    .filter(row -> row.inPlace() == (place == Place.IN))
                    .toList();
            printPlace(place, placed);
        }
    }

    private void printPlace(Place place, List<Row> rows) {
        out.println("#");
        out.println("# time of an operation " + place.title() + ", us, and in brackets the bound by memory");
        StringBuilder head = new StringBuilder(String.format("# %12s", "size(B)"));
        counts.forEach(count -> head.append(String.format(" %24s", count + (count == 1 ? " peer" : " peers"))));
        out.println(head);
        for (long bytes : rows.stream().map(Row::bytes).distinct().toList()) {
            StringBuilder line = new StringBuilder(String.format("  %12d", bytes));
            for (int count : counts) {
                Row row = rows.stream()
                        .filter(each -> each.bytes() == bytes && each.peers() == count)
                        .findFirst()
                        .orElseThrow();
                line.append(String.format(Locale.ROOT, " %12.2f (%9.2f)", row.medianUs(), boundUs(row)));
            }
            out.println(line);
            out.flush();
        }
    }

    private static double boundUs(Row row) {
        int threads = Math.min(row.peers(), Runtime.getRuntime().availableProcessors());
        return bytesMoved(row) / CopyRate.measureGBs(row.bytes(), threads) / 1e3;
    }

    /** One rank in place has nothing to do. */
    static double bytesMoved(Row row) {
        return row.peers() == 1 && row.inPlace() ? 0 : 2.0 * row.peers() * row.bytes();
    }
}
