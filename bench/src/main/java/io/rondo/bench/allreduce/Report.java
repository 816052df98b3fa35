package io.rondo.bench.allreduce;

import io.rondo.bench.machine.Machine;
import io.rondo.bench.report.WholeFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What {@code --json} writes.
 *
 * @param avgBusbwGBs mean over all rows
 * @param outOfBounds wrong elements, the compared program's included, or null when nothing was checked
 */
record Report(Machine machine, Map<String, Object> config, List<Row> rows, double avgBusbwGBs, Long outOfBounds) {
    static Report of(Machine machine, Map<String, Object> config, List<Row> rows) {
        boolean isChecked = rows.stream().allMatch(row -> row.wrong() != null);
        return new Report(
                machine,
                config,
                rows,
                rows.stream().mapToDouble(Row::busbwGBs).average().orElse(0),
                isChecked ? rows.stream().mapToLong(Report::wrong).sum() : null);
    }

    private static long wrong(Row row) {
        return row.wrong() + (row.comparison() == null ? 0 : row.comparison().otherWrong());
    }

    void write(Path file) {
        WholeFile.writeJson(file, this);
    }
}
