package io.rondo.bench.predict;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.predict.CostModel.Exchange;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code rondo predict} finds; what {@code --json} writes.
 *
 * @param link as told, or of this host's memory
 * @param rows one for each number of peers and exchange
 */
record Prediction(
        Environment environment,
        Map<String, Object> config,
        String link,
        double fixedMs,
        double sampleMs,
        double modelBytes,
        List<Row> rows) {
    /**
     * One number of peers.
     *
     * @param speedUp strong: the batch of all together stays
     * @param weakSpeedUp each peer keeps its batch; {@code weakMs} is the step's time then
     * @param measuredMs of the same step in reality, with each peer's own batch; null where it was not measured
     */
    record Row(
            Exchange exchange,
            int peers,
            double strongMs,
            double speedUp,
            double weakMs,
            double weakSpeedUp,
            Double measuredMs) {}

    void print(PrintStream out) {
        out.printf(
                Locale.ROOT,
                "# a step alone: %.2f ms + %.3f ms a sample; model %,.0f bytes; link: %s%n",
                fixedMs,
                sampleMs,
                modelBytes,
                link);
        out.printf(
                "%-8s %5s  %12s %9s  %12s %9s  %12s %9s%n",
                "exchange", "peers", "strong ms", "speed-up", "weak ms", "speed-up", "measured ms", "off by");
        for (Row row : rows) {
            out.printf(
                    Locale.ROOT,
                    "%-8s %5d  %12.2f %9.2f  %12.2f %9.2f  %12s %9s%n",
                    row.exchange().name().toLowerCase(Locale.ROOT),
                    row.peers(),
                    row.strongMs(),
                    row.speedUp(),
                    row.weakMs(),
                    row.weakSpeedUp(),
                    row.measuredMs() == null ? "" : String.format(Locale.ROOT, "%.2f", row.measuredMs()),
                    row.measuredMs() == null
                            ? ""
                            : String.format(Locale.ROOT, "%+.0f %%", 100 * (row.weakMs() / row.measuredMs() - 1)));
        }
    }
}
