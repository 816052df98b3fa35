package io.rondo.bench.nic;

import io.rondo.bench.report.ChartFile;
import java.awt.Color;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bars of what each way carries, by rail and direction: what {@code --plot} draws. */
final class NicPicture {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 640;

    private NicPicture() {}

    static void draw(Path file, Results results) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("what the network carries")
                .xAxisTitle("rail, from and to")
                .yAxisTitle("Mbit/s")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisLabelRotation(30);
        add(chart, "TCP", results, Cell::tcpMbps);
        add(chart, "UDP", results, Cell::udpMbps);
        add(chart, "Aeron", results, cell -> cell.aeronMbps() == null ? 0 : cell.aeronMbps());
        ChartFile.write(file, chart);
    }

    private static void add(CategoryChart chart, String name, Results results, ToDoubleFunction<Cell> rate) {
        List<String> ways = results.cells().stream()
                .map(cell -> (cell.rail() == Cell.ALL ? "all" : "rail " + cell.rail()) + ": "
                        + results.sites().get(cell.from()).host() + " to "
                        + results.sites().get(cell.to()).host())
                .toList();
        chart.addSeries(
                name,
                ways,
                results.cells().stream().map(cell -> rate.applyAsDouble(cell)).toList());
    }
}
