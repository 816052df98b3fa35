package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.bench.machine.Machine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void shouldPrintASizeALineUnderItsHead() {
        Table table = new Table(out, false, true, false);
        table.printHead(Place.both());
        table.printSize(List.of(
                SampleRows.row(1 << 20, Place.OUT, 2, 1_000_000, Map.of()),
                SampleRows.row(1 << 20, Place.IN, 4, 500_000, Map.of())));

        List<String> lines = text.toString().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("#").contains("out of place", "in place");
        assertThat(lines.get(1)).startsWith("#").contains("size(B)", "redop", "time(us)", "busbw", "#wrong", "B/op");
        assertThat(lines.get(2).trim().split("\\s+"))
                .containsExactly(
                        "1048576", "262144", "float", "sum", // size
                        "1000.00", "2000.00", "1.05", "1.05", "0", "24", // out of place, 2 peers
                        "500.00", "1000.00", "2.10", "3.15", "0", "24"); // in place, 4 peers: 2 * 3/4
        assertThat(lines.get(2)).hasSameSizeAs(lines.get(1));
    }

    @Test
    void shouldShowTheBestOfTheOthersAndAllOfThem() {
        Table table = new Table(out, true, false, false);
        table.printHead(List.of(Place.IN));
        table.printSize(List.of(SampleRows.row(4096, Place.IN, 2, 1_000_000, SampleRows.others())));

        List<String> lines = text.toString().lines().toList();
        assertThat(lines.get(2)).endsWith("3000.00    3.00");
        assertThat(lines.get(3))
                .isEqualTo("# others in place, best cma+core, ratio to the first 4.00, us and ratio:"
                        + " default=4000.00 (4.00) cma+core=3000.00 (3.00) none+core=5000.00 (5.00)");
    }

    @Test
    void shouldEndAsNcclTestsDo() {
        Machine machine = Machine.here("rondo");
        new Table(out, false, false, false)
                .printEnd(Report.of(
                        machine, Map.of(), List.of(SampleRows.row(1 << 20, Place.OUT, 2, 1_000_000, Map.of()))));
        assertThat(text.toString().lines())
                .containsExactly("# Out of bounds values : 0 OK", "# Avg bus bandwidth    : 1.0486");
    }

    @Test
    void shouldPrintGrowthWithItsBound() {
        List<Row> rows = List.of(
                SampleRows.row(4096, Place.IN, 1, 1_000, Map.of()),
                SampleRows.row(4096, Place.IN, 2, 20_000, Map.of()));
        new GrowthTable(out, List.of(1, 2)).print(rows, List.of(Place.IN));

        out.flush();
        List<String> lines = text.toString().lines().toList();
        assertThat(lines.get(2)).contains("1 peer", "2 peers");
        assertThat(lines.get(3)).matches(" +4096 +1\\.00 \\( +0\\.00\\) +20\\.00 \\( +\\d+\\.\\d\\d\\)");
        assertThat(GrowthTable.bytesMoved(rows.get(1))).isEqualTo(4 * 4096);
    }
}
