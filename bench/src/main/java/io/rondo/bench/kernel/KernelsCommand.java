package io.rondo.bench.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rondo.bench.layers.Environment;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code rondo bench kernels}. Each round runs every case once, in a process of its own with this process's JVM flags
 * (the launcher's: {@code scripts/jvm.flags}), so that a slow phase of the machine meets all cases alike; the table shows
 * the median of all iterations.
 */
@Command(
        name = "kernels",
        description = {
            "Measures the reduce kernels with JMH, one thread, beside a copy and a read-only sum of the same bytes.",
            "Prints GB/s of all buffers read and written (a copy counts twice, a sum three times)."
        })
public final class KernelsCommand implements BenchCommand {
    private static final int ROUNDS = 3;
    /** Short: what else the machine does disturbs some iterations, and the median leaves them out. */
    private static final int ITERATION_MS = 20;

    private static final int WARM_UP_MS = 500; // the JIT may have to wait for a processor

    private static final String VECTOR_MODULE = "jdk.incubator.vector";
    private static final long LARGEST_BYTES = 1L << 30;
    private static final int GRANULE_BYTES = 4096;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "4096,65536,1048576,67108864",
            description = "Bytes of each buffer, multiples of 4096 (default: ${DEFAULT-VALUE}).")
    private List<Long> sizes;

    @Option(names = "--cases", split = ",", description = "Which to measure: ${COMPLETION-CANDIDATES} (default: all).")
    private List<KernelCase> cases = List.of(KernelCase.values());

    @Option(
            names = "--seconds",
            defaultValue = "1.5",
            description = "Seconds of measuring for each figure, in " + ROUNDS
                    + " rounds; starting and warming up take about 4 more (default: ${DEFAULT-VALUE}).")
    private double seconds;

    /** GB/s of every iteration. */
    private final Map<KernelCase, Map<Long, List<Double>>> figures = new TreeMap<>();

    @Override
    public Integer call() {
        for (long size : sizes) {
            if (size < GRANULE_BYTES || size > LARGEST_BYTES || size % GRANULE_BYTES != 0) {
                throw new RondoException("--sizes: " + size + " is not a multiple of " + GRANULE_BYTES + " between "
                        + GRANULE_BYTES + " and " + LARGEST_BYTES);
            }
        }
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new RondoException("--seconds: " + seconds + " is not between 0 and 3600");
        }
        for (int round = 1; round <= ROUNDS; round++) {
            System.err.println("round " + round + " of " + ROUNDS);
            run(cases.stream().filter(each -> !each.isScalar()).toList(), flags());
            run(cases.stream().filter(KernelCase::isScalar).toList(), flagsWithoutVectors());
        }
        print(System.out);
        return 0;
    }

    private void run(Collection<KernelCase> measured, List<String> jvmFlags) {
        if (measured.isEmpty()) {
            return;
        }
        int iterations = (int) Math.ceil(seconds * 1000 / ROUNDS / ITERATION_MS);
        ByteArrayOutputStream said = new ByteArrayOutputStream(); // JMH passes on what its processes say
        Options options = new OptionsBuilder()
                .include(KernelBenchmark.class.getName() + ".pass")
                .param("kernelCase", measured.stream().map(Enum::name).toArray(String[]::new))
                .param("bytes", sizes.stream().map(String::valueOf).toArray(String[]::new))
                .forks(1)
                .jvmArgs(jvmFlags.toArray(String[]::new))
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(WARM_UP_MS))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(ITERATION_MS))
                .shouldFailOnError(true)
                .build();
        try {
            OutputFormat format =
                    OutputFormatFactory.createFormatInstance(new PrintStream(said, true, UTF_8), VerboseMode.SILENT);
            new Runner(options, format).run().forEach(this::keep);
        } catch (RunnerException e) {
            throw new RondoException(
                    "the kernels' benchmark failed: " + e.getMessage() + System.lineSeparator() + said.toString(UTF_8),
                    e);
        }
    }

    private void keep(RunResult result) {
        KernelCase kernelCase = KernelCase.valueOf(result.getParams().getParam("kernelCase"));
        long bytes = Long.parseLong(result.getParams().getParam("bytes"));
        List<Double> kept = figures.computeIfAbsent(kernelCase, key -> new TreeMap<>())
                .computeIfAbsent(bytes, key -> new ArrayList<>());
        for (BenchmarkResult process : result.getBenchmarkResults()) {
            for (IterationResult iteration : process.getIterationResults()) {
                double nanoseconds = iteration.getPrimaryResult().getScore();
                kept.add(bytes * kernelCase.streams() / nanoseconds);
            }
        }
    }

    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private static List<String> flagsWithoutVectors() {
        return flags().stream().filter(flag -> !flag.contains(VECTOR_MODULE)).toList();
    }

    private void print(PrintStream out) {
        out.println("# " + Environment.here().line());
        out.println("# GB/s of all buffers read and written, median, one thread");
        out.printf("%-36s", "case");
        sizes.forEach(size -> out.printf("%10s", name(size)));
        out.println();
        figures.forEach((kernelCase, ofSizes) -> {
            out.printf("%-36s", kernelCase.title());
            sizes.forEach(size -> out.printf("%10.1f", median(ofSizes.get(size))));
            out.println();
        });
    }

    private static String name(long bytes) {
        return bytes % (1 << 20) == 0 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }

    private static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
