package io.rondo.bench.train;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * How good the model was when, in a run in which servers died or nobody did.
 *
 * @param scores rising in steps
 */
record FailoverCurve(String name, List<ScoredRun.Score> scores) {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    /** Steps after the last death in which the worst score is looked for. */
    private static final int AFTER = 40;

    /** One line: the score before the first death, the worst until some time after the last one, and the last of all. */
    String line(List<Integer> deaths) {
        int first = deaths.stream().min(Comparator.naturalOrder()).orElse(0);
        int last = deaths.stream().max(Comparator.naturalOrder()).orElse(0);
        double before = scores.stream()
                .filter(score -> score.step() < first)
                .reduce((earlier, later) -> later)
                .map(ScoredRun.Score::accuracy)
                .orElse(0.0);
        ScoredRun.Score worst = scores.stream()
                .filter(score -> score.step() >= first && score.step() <= last + AFTER)
                .min(Comparator.comparingDouble(ScoredRun.Score::accuracy))
                .orElse(scores.getLast());
        long again = scores.stream()
                .filter(score -> score.step() >= worst.step() && score.accuracy() >= before)
                .mapToLong(ScoredRun.Score::step)
                .findFirst()
                .orElse(-1);
        return String.format(
                Locale.ROOT,
                "%-28s  before %.2f %%  worst %.2f %% at step %d, as good as before %s  end %.2f %%",
                name,
                100 * before,
                100 * worst.accuracy(),
                worst.step(),
                again < 0 ? "never again" : "from step " + again,
                100 * scores.getLast().accuracy());
    }

    static XYChart chart(List<FailoverCurve> curves) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle("steps")
                .yAxisTitle("test accuracy, %")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideSE);
        for (FailoverCurve curve : curves) {
            chart.addSeries(
                    curve.name(),
                    curve.scores().stream().map(ScoredRun.Score::step).toList(),
                    curve.scores().stream().map(score -> 100 * score.accuracy()).toList());
        }
        return chart;
    }
}
