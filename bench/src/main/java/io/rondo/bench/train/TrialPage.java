package io.rondo.bench.train;

import io.rondo.bench.report.ChartFile;
import io.rondo.bench.report.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The trials as one HTML file that needs no other: a table and charts. */
final class TrialPage {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int LABEL_DEGREES = 30;

    private TrialPage() {}

    static void write(Path file, TrialReport report) {
        WholeFile.write(file, aside -> Files.writeString(aside, page(report)));
    }

    static String page(TrialReport report) {
        StringBuilder html = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><title>rondo bench train</title>
                <style>
                body { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 960px; color: #222 }
                table { border-collapse: collapse; font-variant-numeric: tabular-nums }
                td, th { padding: .2em .7em; text-align: right; border-bottom: 1px solid #ddd }
                td:first-child, th:first-child { text-align: left }
                img { max-width: 100% } p.small { color: #666; font-size: 13px }
                </style></head><body>
                <h1>Modes of training compared</h1>
                """);
        html.append("<p class=\"small\">")
                .append(escaped(report.environment().line()))
                .append("</p>\n<p>")
                .append(escaped(String.format(
                        Locale.ROOT,
                        "%s on %s, target accuracy %.1f %%, %s scaling, seed %s",
                        ((Map<?, ?>) report.config().get("model")).get("name"),
                        ((Map<?, ?>) report.config().get("data")).get("set"),
                        100 * report.target(),
                        report.scaling(),
                        ((Map<?, ?>) report.config().get("training")).get("seed"))))
                .append("</p>\n");
        table(html, report);
        charts(report)
                .forEach((title, chart) -> html.append("<h2>")
                        .append(escaped(title))
                        .append("</h2>\n<img alt=\"")
                        .append(escaped(title))
                        .append("\" src=\"")
                        .append(ChartFile.dataUri(chart))
                        .append("\">\n"));
        return html.append("</body></html>\n").toString();
    }

    private static void table(StringBuilder html, TrialReport report) {
        html.append("<table><tr>");
        List.of(
                        "mode",
                        "peers",
                        "batch",
                        "s to target",
                        "final %",
                        "samples/s",
                        "ms a step",
                        "compute %",
                        "transfer %",
                        "waiting %",
                        "KB a step",
                        "staleness")
                .forEach(head -> html.append("<th>").append(head).append("</th>"));
        html.append("</tr>\n");
        for (Trial trial : report.trials()) {
            html.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s</td><td>%d</td><td>%d</td><td>%s</td><td>%.2f</td><td>%,.0f</td><td>%.2f</td><td>%.1f</td>"
                            + "<td>%.1f</td><td>%.1f</td><td>%,.0f</td><td>%.2f</td></tr>%n",
                    escaped(trial.contestant()),
                    trial.peers(),
                    trial.batch(),
                    trial.secondsToTarget() == null
                            ? "never"
                            : String.format(Locale.ROOT, "%.2f", trial.secondsToTarget()),
                    100 * trial.finalAccuracy(),
                    trial.samplesPerSecond(),
                    trial.stepMs(),
                    100 * trial.computeShare(),
                    100 * trial.transferShare(),
                    100 * trial.waitShare(),
                    trial.bytesPerStep() / 1000,
                    TrialReport.meanStaleness(trial.staleness())));
        }
        html.append("</table>\n");
    }

    private static Map<String, Chart<?, ?>> charts(TrialReport report) {
        Map<String, Chart<?, ?>> charts = new LinkedHashMap<>();
        charts.put("Accuracy over time", accuracy(report.trials()));
        charts.put("Where a step's time goes", stepTime(report.trials()));
        if (report.trials().stream().map(Trial::peers).distinct().count() > 1) {
            charts.put("Speed-up", speedUp(report.trials()));
        }
        List<Trial> stale = report.trials().stream()
                .filter(trial -> !trial.staleness().isEmpty())
                .toList();
        if (!stale.isEmpty()) {
            charts.put("Staleness of pushes", staleness(stale));
        }
        return charts;
    }

    private static XYChart xy(String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }

    private static XYChart accuracy(List<Trial> trials) {
        XYChart chart = xy("seconds of training", "test accuracy, %");
        List<String> labels = labels(trials);
        for (int i = 0; i < trials.size(); i++) {
            Trial trial = trials.get(i);
            chart.addSeries(
                    labels.get(i),
                    trial.curve().stream().map(ScoredRun.Score::seconds).toList(),
                    trial.curve().stream().map(score -> 100 * score.accuracy()).toList());
        }
        return chart;
    }

    /** Of the trials, in order; several turns of one contestant are numbered. */
    private static List<String> labels(List<Trial> trials) {
        List<String> labels = new ArrayList<>();
        for (Trial trial : trials) {
            String label = trial.label();
            for (int turn = 2; labels.contains(label); turn++) {
                label = trial.label() + " (" + turn + ")";
            }
            labels.add(label);
        }
        return labels;
    }

    private static XYChart speedUp(List<Trial> trials) {
        XYChart chart = xy("peers", "samples/s, as a multiple of the fewest peers'");
        Map<String, TreeMap<Integer, Double>> rates = new LinkedHashMap<>();
        trials.forEach(trial -> rates.computeIfAbsent(trial.contestant(), name -> new TreeMap<>())
                .merge(trial.peers(), trial.samplesPerSecond(), Math::max));
        rates.forEach((name, byPeers) -> {
            double first = byPeers.firstEntry().getValue();
            chart.addSeries(
                    name,
                    List.copyOf(byPeers.keySet()),
                    byPeers.values().stream().map(rate -> rate / first).toList());
        });
        return chart;
    }

    private static CategoryChart bars(String y) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }

    private static CategoryChart stepTime(List<Trial> trials) {
        CategoryChart chart = bars("ms a step");
        chart.getStyler().setStacked(true);
        chart.getStyler().setXAxisLabelRotation(LABEL_DEGREES);
        List<String> labels = labels(trials);
        Map<String, ToDoubleFunction<Trial>> parts = new LinkedHashMap<>();
        parts.put("compute", Trial::computeShare);
        parts.put("transfer", Trial::transferShare);
        parts.put("waiting", Trial::waitShare);
        parts.put("other", Trial::otherShare);
        parts.forEach((name, share) -> chart.addSeries(
                name,
                labels,
                trials.stream()
                        .map(trial -> trial.stepMs() * share.applyAsDouble(trial))
                        .toList()));
        return chart;
    }

    private static CategoryChart staleness(List<Trial> trials) {
        CategoryChart chart = bars("share of pushes, %");
        int columns = trials.stream()
                .mapToInt(trial -> trial.staleness().size())
                .max()
                .orElseThrow();
        List<String> missed =
                IntStream.range(0, columns).mapToObj(String::valueOf).toList();
        chart.setXAxisTitle("updates missed since the worker saw the parameters");
        List<String> labels = labels(trials);
        for (int each = 0; each < trials.size(); each++) {
            List<Long> counts = trials.get(each).staleness();
            double all = Math.max(1, counts.stream().mapToLong(Long::longValue).sum());
            chart.addSeries(
                    labels.get(each),
                    missed,
                    IntStream.range(0, columns)
                            .mapToObj(i -> i < counts.size() ? 100 * counts.get(i) / all : 0)
                            .toList());
        }
        return chart;
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
