package io.rondo.bench.allreduce;

import io.rondo.bench.report.ChartFile;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bus bandwidth over size, both axes logarithmic: what {@code --plot} draws. */
final class Picture {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 640;

    private Picture() {}

    static void draw(Path file, List<Row> rows, String title) {
        ChartFile.write(file, chart(rows, title));
    }

    private static XYChart chart(List<Row> rows, String title) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("size of a buffer, bytes")
                .yAxisTitle("bus bandwidth, GB/s")
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        boolean hasCounts = rows.stream().map(Row::peers).distinct().count() > 1;
        Map<String, Map<Long, Double>> lines = new TreeMap<>();
        for (Row row : rows) {
            String suffix = (row.inPlace() ? " in place" : " out of place") + (hasCounts ? ", " + row.peers() : "");
            add(lines, "rondo" + suffix, row, Row::busbwGBs);
            if (row.comparison() != null) {
                add(
                        lines,
                        "openmpi" + suffix,
                        row,
                        each -> each.busbwGBs() / each.comparison().ratio());
            }
        }
        lines.forEach(
                (name, points) -> chart.addSeries(name, List.copyOf(points.keySet()), List.copyOf(points.values())));
        return chart;
    }

    /** One peer has no bus, and a logarithm no zero. */
    private static void add(
            Map<String, Map<Long, Double>> lines, String name, Row row, ToDoubleFunction<Row> bandwidthGBs) {
        if (row.peers() > 1) {
            lines.computeIfAbsent(name, unused -> new TreeMap<>()).put(row.bytes(), bandwidthGBs.applyAsDouble(row));
        }
    }
}
