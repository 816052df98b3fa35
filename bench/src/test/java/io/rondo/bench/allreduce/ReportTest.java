package io.rondo.bench.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.bench.machine.Machine;
import io.rondo.bench.report.ChartFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path directory;

    @Test
    void shouldWriteEveryKey() throws IOException {
        Path file = directory.resolve("report.json");
        Report.of(
                        Machine.here("rondo 1"),
                        Map.of("peers", 2),
                        List.of(
                                SampleRows.row(4096, Place.IN, 2, 1_000_000, SampleRows.others()),
                                SampleRows.row(4096, Place.OUT, 2, 1_000_000, Map.of())))
                .write(file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("machine", "config", "rows", "avgBusbwGBs", "outOfBounds");
        assertThat(json.at("/machine/rondo").asText()).isEqualTo("rondo 1");
        JsonNode row = json.at("/rows/0");
        assertThat(row.fieldNames())
                .toIterable()
                .contains("bytes", "peers", "path", "inPlace", "medianUs", "p99Us", "algbwGBs", "busbwGBs", "wrong");
        assertThat(row.get("inPlace").asBoolean()).isTrue();
        assertThat(row.get("otherMedianUs").asDouble()).isEqualTo(3000);
        assertThat(row.get("other").asText()).isEqualTo("cma+core");
        assertThat(row.get("ratio").asDouble()).isEqualTo(3);
        assertThat(row.get("otherDefaultMedianUs").asDouble()).isEqualTo(4000);
        assertThat(row.get("ratioDefault").asDouble()).isEqualTo(4);
        assertThat(row.get("allocatedBytesPerOp").asLong()).isEqualTo(24);
        assertThat(json.at("/rows/1").has("other")).isFalse();
        assertThat(json.get("outOfBounds").asLong()).isZero();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file); // nothing aside
        }
    }

    @Test
    void shouldDrawBothKindsOfPictures() throws IOException {
        List<Row> rows = List.of(
                SampleRows.row(4096, Place.IN, 2, 1_000_000, SampleRows.others()),
                SampleRows.row(16384, Place.IN, 2, 2_000_000, SampleRows.others()));
        Path svg = directory.resolve("a.svg");
        Path png = directory.resolve("a.png");

        ChartFile.requireFonts();
        Picture.draw(svg, rows, "title");
        Picture.draw(png, rows, "title");

        assertThat(Files.readString(svg)).contains("<svg", "<path"); // text is outlines: no fonts needed to look at it
        assertThat(Files.readAllBytes(png)).startsWith(0x89, 'P', 'N', 'G');
    }
}
