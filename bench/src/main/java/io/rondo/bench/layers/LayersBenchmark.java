package io.rondo.bench.layers;

import io.rondo.peer.data.SampleShape;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Compares the layer backends model by model, saying what it does while it runs. */
public final class LayersBenchmark {
    private static final SampleShape GREY_28 = new SampleShape(28, 28, 1, 10);
    private static final SampleShape COLOUR_32 = new SampleShape(32, 32, 3, 10);

    private LayersBenchmark() {}

    /** Runs {@code rounds} rounds of each model; prints to {@code out}, progress to {@code err}. */
    public static LayersReport run(
            List<String> models, int batch, int rounds, StepClock clock, PrintStream out, PrintStream err) {
        Environment environment = Environment.here();
        out.println("# " + environment.line());
        double gflops = MatrixProductRate.measureGflops(clock);
        out.printf(
                "# sgemm 768x768x768: %.0f GFLOP/s; batch %d, one thread, forward + backward, %s time%n",
                gflops, batch, clock);
        out.printf("%-10s %12s %12s %12s%n", "model", "host ms", "ops ms", "host/ops");
        List<Comparison> comparisons = new ArrayList<>();
        for (String model : models) {
            err.println(model + ": warming up");
            Comparison comparison = Comparison.run(model, shapeFor(model), batch, rounds, clock, round -> {
                if (round % 10 == 0) {
                    err.println(model + ": round " + round + " of " + rounds);
                }
            });
            out.printf(
                    "%-10s %12.3f %12.3f %12.2f%n", model, comparison.hostMs(), comparison.opsMs(), comparison.ratio());
            comparisons.add(comparison);
        }
        return new LayersReport(environment, clock, gflops, comparisons);
    }

    private static SampleShape shapeFor(String model) {
        return model.equals("cifarnet") ? COLOUR_32 : GREY_28;
    }
}
