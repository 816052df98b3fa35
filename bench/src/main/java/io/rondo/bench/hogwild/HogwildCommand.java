package io.rondo.bench.hogwild;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.process.Child;
import io.rondo.bench.process.Line;
import io.rondo.hogwild.sparse.GeneratedExamples;
import io.rondo.hogwild.sparse.LinearLoss;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Threads that share a vector against processes that do not, by turns, so that a slow phase of the machine meets both. All
 * train from zero with as many updates in all: the threads together as many as each process.
 */
@Command(
        name = "hogwild",
        description = {
            "Measures lock-free threads on one parameter vector (Hogwild!) against as many processes of one thread with",
            "a vector each: updates a second, and the loss both end with. A sparse linear model, then a dense one."
        })
public final class HogwildCommand implements BenchCommand {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration ROUND = Duration.ofSeconds(60);
    private static final int DENSE_EXAMPLES = 10_000;
    private static final int DENSE_FEATURES = 256;
    private static final int DENSE_UPDATES_SHARE = 4;

    @Option(
            names = "--threads",
            defaultValue = "2",
            description = "Threads, and processes (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--rounds", defaultValue = "5", description = "Turns of each (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--updates",
            defaultValue = "4000000",
            description = "Updates of a turn, of all threads together (default: ${DEFAULT-VALUE}).")
    private long updates;

    @Option(
            names = "--loss",
            defaultValue = "HINGE",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private LinearLoss loss;

    @Option(names = "--data", description = "Sparse examples in LIBSVM's format, instead of generated ones.")
    private Path data;

    @Option(names = "--examples", defaultValue = "100000", description = "Generated (default: ${DEFAULT-VALUE}).")
    private int examples;

    @Option(
            names = "--features",
            defaultValue = "1000000",
            description = "Of the generated examples (default: ${DEFAULT-VALUE}).")
    private int features;

    @Option(
            names = "--per-example",
            defaultValue = "40",
            description = "Features that a generated example has (default: ${DEFAULT-VALUE}).")
    private int perExample;

    @Option(
            names = "--skew",
            defaultValue = "0.5",
            description = "0: all features are as frequent; the larger, the more examples share the first ones"
                    + " (default: ${DEFAULT-VALUE}).")
    private double skew;

    @Option(names = "--step-size", defaultValue = "0.02", description = "Default: ${DEFAULT-VALUE}.")
    private double stepSize;

    @Option(names = "--mu", defaultValue = "1", description = "Regularisation (default: ${DEFAULT-VALUE}).")
    private double mu;

    @Override
    public Integer call() {
        requireSensible();
        PrintStream out = System.out;
        out.println("# " + Environment.here().line());
        out.printf(
                Locale.ROOT,
                "# updates/s: %d threads on one vector against the sum of %d processes, medians of %d turns each%n",
                threads,
                threads,
                rounds);
        measure(sparse(), out);
        measure(dense(), out);
        return 0;
    }

    private void requireSensible() {
        if (threads < 1 || threads > 64 || rounds < 1 || updates < threads) {
            throw new RondoException(
                    "--threads is 1 to 64, --rounds at least 1, --updates at least as many as threads");
        }
        if (data != null && !Files.isReadable(data)) {
            throw new RondoException("--data: " + data + " cannot be read");
        }
    }

    private Problem sparse() {
        try {
            GeneratedExamples generated = new GeneratedExamples(examples, features, perExample, skew, 1);
            String file = data == null ? "" : data.toString();
            return new Problem("sparse", file, generated, loss, stepSize, mu, updates);
        } catch (IllegalArgumentException e) {
            throw new RondoException("the generated examples do not fit each other: " + e.getMessage(), e);
        }
    }

    private Problem dense() {
        GeneratedExamples generated = new GeneratedExamples(DENSE_EXAMPLES, DENSE_FEATURES, DENSE_FEATURES, 0, 1);
        return new Problem("dense", "", generated, loss, stepSize / 4, mu, updates / DENSE_UPDATES_SHARE);
    }

    private void measure(Problem problem, PrintStream out) {
        List<Child> alone = new ArrayList<>();
        try (Child together =
                Child.start(threads + " threads", HogwildWorker.class, HogwildWorker.arguments(threads, problem))) {
            for (int i = 0; i < threads; i++) {
                alone.add(Child.start("process " + i, HogwildWorker.class, HogwildWorker.arguments(1, problem)));
            }
            await(together, "ready", START);
            alone.forEach(child -> await(child, "ready", START));
            Turns turns = new Turns();
            for (int round = 0; round < rounds; round++) {
                turns.add(run(List.of(together)), run(alone));
            }
            turns.print(problem, out);
        } finally {
            alone.forEach(Child::close);
        }
    }

    private static List<Line> run(List<Child> workers) {
        workers.forEach(worker -> worker.send(Line.of("run")));
        return workers.stream().map(worker -> await(worker, "ran", ROUND)).toList();
    }

    private static Line await(Child child, String event, Duration patience) {
        Line line = child.poll(event, patience);
        if (line == null) {
            throw new RondoException(
                    child.name() + " was not " + event + " within " + patience.toSeconds() + " s: fewer --updates?");
        }
        return line;
    }

    /** The figures of one problem. */
    private static final class Turns {
        private final List<Double> together = new ArrayList<>();
        private final List<Double> alone = new ArrayList<>();
        private final List<Double> ratios = new ArrayList<>();
        private final List<Double> lossTogether = new ArrayList<>();
        private final List<Double> lossAlone = new ArrayList<>();

        void add(List<Line> threads, List<Line> processes) {
            double rate = sum(threads);
            double rateAlone = sum(processes);
            together.add(rate);
            alone.add(rateAlone);
            ratios.add(rate / rateAlone);
            lossTogether.add(Double.parseDouble(threads.get(0).text("loss")));
            lossAlone.add(Double.parseDouble(processes.get(0).text("loss")));
        }

        private static double sum(List<Line> lines) {
            return lines.stream()
                    .mapToDouble(line -> Double.parseDouble(line.text("rate")))
                    .sum();
        }

        void print(Problem problem, PrintStream out) {
            double withThreads = median(lossTogether);
            double withOne = median(lossAlone);
            out.println(problem.line());
            out.printf(
                    Locale.ROOT,
                    "  threads %,.0f  processes %,.0f  ratio %.2f (%.2f to %.2f)%n",
                    median(together),
                    median(alone),
                    median(ratios),
                    ratios.stream().mapToDouble(r -> r).min().orElseThrow(),
                    ratios.stream().mapToDouble(r -> r).max().orElseThrow());
            out.printf(
                    Locale.ROOT,
                    "  final loss: threads %.5f, one thread %.5f, difference %.2f %%%n",
                    withThreads,
                    withOne,
                    100 * Math.abs(withThreads - withOne) / withOne);
        }

        private static double median(List<Double> values) {
            double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }
}
