package io.rondo.bench.report;

import io.rondo.peer.RondoException;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.internal.chartpart.Chart;

/** A chart as SVG or PNG, by the file's name: what {@code --plot} writes. */
public final class ChartFile {
    private ChartFile() {}

    /** True for a file that we can draw: its name says how. */
    public static boolean isKnown(Path file) {
        return isSvg(file) || nameOf(file).endsWith(".png");
    }

    private static boolean isSvg(Path file) {
        return nameOf(file).endsWith(".svg");
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }

    /** Draws a letter, which needs fonts; before the run, so that nobody waits for a picture that cannot be. */
    public static void requireFonts() {
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

    /** A chart as an image within a page: SVG, as the address that stands for it. */
    public static String dataUri(Chart<?, ?> chart) {
        ByteArrayOutputStream svg = new ByteArrayOutputStream();
        try {
            ChartEncoder.saveChart(chart, svg, "svg");
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return "data:image/svg+xml;base64," + Base64.getEncoder().encodeToString(svg.toByteArray());
    }

    public static void write(Path file, Chart<?, ?> chart) {
        WholeFile.write(file, aside -> {
            try (OutputStream out = Files.newOutputStream(aside)) {
                ChartEncoder.saveChart(chart, out, isSvg(file) ? "svg" : "png");
            }
        });
    }
}
