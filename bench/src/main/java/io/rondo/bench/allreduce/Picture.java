package io.rondo.bench.allreduce;

import io.rondo.peer.RondoException;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bus bandwidth over size, both axes logarithmic: what {@code --plot} draws. */
final class Picture {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 640;

    private Picture() {}

    /** True for a file that we can draw: its name says how. */
    static boolean isKnown(Path file) {
        return isSvg(file) || nameOf(file).endsWith(".png");
    }

    private static boolean isSvg(Path file) {
        return nameOf(file).endsWith(".svg");
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    /** Draws a letter, which needs fonts; before the run, so that nobody waits for a picture that cannot be. */
    static void requireFonts() {
        System.setProperty("java.awt.headless", "true");
        try {
            Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
            graphics.getFontMetrics(new Font(Font.SANS_SERIF, Font.PLAIN, 10)).stringWidth("a");
            graphics.dispose();
        } catch (RuntimeException | LinkageError | InternalError e) {
            throw new RondoException(
                    "--plot cannot write letters with this JDK, which finds no fonts or has no headless AWT (" + e
                            + "): install fontconfig and a font (Debian: apt install fontconfig fonts-dejavu-core),"
                            + " or leave --plot away",
                    e);
        }
    }

    static void draw(Path file, List<Row> rows, String title) {
        XYChart chart = chart(rows, title);
        Report.writeWhole(file, aside -> {
            try (OutputStream out = Files.newOutputStream(aside)) {
                ChartEncoder.saveChart(chart, out, isSvg(file) ? "svg" : "png");
            }
        });
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
