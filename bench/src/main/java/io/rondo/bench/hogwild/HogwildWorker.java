package io.rondo.bench.hogwild;

import io.rondo.bench.process.Line;
import io.rondo.hogwild.HogwildThreads;
import io.rondo.hogwild.SharedParameters;
import io.rondo.hogwild.sparse.SparseExamples;
import io.rondo.hogwild.sparse.SparseSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A process with one vector and some threads on it. Trains anew at every {@code run}; ends with its input. */
public final class HogwildWorker {
    private HogwildWorker() {}

    static List<String> arguments(int threads, Problem problem) {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(threads)));
        arguments.addAll(problem.arguments());
        return arguments;
    }

    /** @param args threads, then the problem's */
    public static void main(String[] args) throws IOException {
        int threads = Integer.parseInt(args[0]);
        Problem problem = Problem.of(Arrays.asList(args).subList(1, args.length));
        SparseExamples examples = problem.examples();
        train(examples, threads, problem, problem.updates() / 4); // for the JIT
        System.out.println(Line.of("ready"));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (commands.readLine() != null) {
            System.out.println(train(examples, threads, problem, problem.updates()));
        }
    }

    private static Line train(SparseExamples examples, int threads, Problem problem, long updates) {
        SharedParameters parameters = SharedParameters.zeros(examples.features());
        List<SparseSource> sources = IntStream.range(0, threads)
                .mapToObj(t -> new SparseSource(examples, problem.loss(), problem.mu(), t))
                .toList();
        long ns = new HogwildThreads(parameters, sources).run(updates / threads, problem.stepSize());
        double loss = SparseSource.meanLoss(examples, problem.loss(), parameters);
        return Line.of("ran", "rate", updates / threads * threads * 1e9 / ns, "loss", loss);
    }
}
