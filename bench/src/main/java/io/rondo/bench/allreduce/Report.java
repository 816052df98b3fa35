package io.rondo.bench.allreduce;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rondo.bench.machine.Machine;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        writeWhole(file, aside -> Files.writeString(aside, json.writeValueAsString(this) + "\n"));
    }

    /** Writes a file, or does not know how. */
    @FunctionalInterface
    interface Writer {
        void writeTo(Path aside) throws IOException;
    }

    /** Whole or not at all: aside, then renamed. */
    static void writeWhole(Path file, Writer writer) {
        Path aside = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try {
                writer.writeTo(aside);
                Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(aside);
            }
        } catch (IOException e) {
            throw new RondoException(file + ": cannot be written: " + e, e);
        }
    }
}
