package io.rondo.bench.train;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.report.ChartFile;
import io.rondo.bench.report.WholeFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ConfigOptions;
import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rondo bench failover}: what the death of parameter servers does to the model, with copies of their blocks and without. */
@Command(
        name = "failover",
        description = {
            "Kills parameter servers in the midst of a run: with a replica of their blocks, without, and not at all, by turns.",
            "Takes the options of rondo train. By default logistic regression tells even digits from odd ones, 4 workers with",
            "32 samples a step and 5 servers, sgd with rate 0.1, 500 steps; a server dies after 40, after 50 and after 60."
        })
public final class FailoverCommand implements BenchCommand {
    private static final List<String> DEFAULTS = List.of(
            "mode=central",
            "central.servers=5",
            "data.labels=parity",
            "model=logistic",
            "training.optimizer={name: sgd, learningRate: 0.1}",
            "training.batch=32",
            "training.epochs=1000000",
            "training.steps=500");

    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--at",
            split = ",",
            defaultValue = "40,50,60",
            paramLabel = "STEP",
            description = "When a server dies (default: ${DEFAULT-VALUE}).")
    private List<Integer> moments;

    @Option(
            names = "--every",
            defaultValue = "2",
            description = "Steps between two scores (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all scores there.")
    private Path json;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "Draw the accuracies there, by the name as SVG or PNG.")
    private Path plot;

    @Override
    public Integer call() {
        if (plot != null && !ChartFile.isKnown(plot)) {
            throw new RondoException("--plot: expected a name that ends in .svg or .png, found " + plot);
        }
        if (plot != null) {
            ChartFile.requireFonts();
        }
        DEFAULTS.forEach(config::preset);
        RondoConfig base = config.read();
        int servers = base.servers().size();
        if (moments.size() >= servers) {
            throw new RondoException(
                    "--at names " + moments.size() + " deaths, and there are " + servers + " servers: one must stay");
        }
        PrintStream out = System.out;
        out.println("# " + Environment.here().line());
        List<FailoverCurve> curves = new ArrayList<>();
        for (int replicas : List.of(-1, 1, 0)) {
            FailoverCurve curve = run(base, replicas);
            curves.add(curve);
            out.println(curve.line(moments));
        }
        if (json != null) {
            WholeFile.writeJson(json, curves);
        }
        if (plot != null) {
            ChartFile.write(plot, FailoverCurve.chart(curves));
        }
        return ExitCode.DONE;
    }

    /** @param replicas -1: one, and nobody dies */
    private FailoverCurve run(RondoConfig base, int replicas) {
        List<PeerConfig> servers = base.servers().reversed();
        String deaths = replicas < 0
                ? ""
                : IntStream.range(0, moments.size())
                        .mapToObj(i -> "'server:" + servers.get(i).id() + "@" + moments.get(i) + "'")
                        .collect(Collectors.joining(", "));
        List<Assignment> changes = Stream.of(
                        "replicas=" + Math.abs(replicas), "restore=beginning", "fail=[" + deaths + "]")
                .map(each -> Assignment.parse("central." + each))
                .toList();
        String name = replicas < 0 ? "nobody dies" : replicas + " replicas, " + moments.size() + " servers die";
        return new FailoverCurve(name, ScoredRun.of(base, every, changes).curve());
    }
}
