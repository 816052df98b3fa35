package io.rondo.bench.chaos;

import io.rondo.bench.machine.Machine;
import io.rondo.bench.report.WholeFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.run.RunName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo bench join}: how long a newcomer takes, and what it costs the others. */
@Command(
        name = "join",
        description = {
            "Measures joins: trains, kills the last peer, has it started again, and times how it joins the others live.",
            "By default four peers with a model of 25 million parameters (100 MB) and sgd."
        })
public final class JoinCommand implements BenchCommand {
    /** 784 x 4096 x 5300 x 10: 24,983,402 parameters. Nothing but steps is to happen meanwhile. */
    private static final List<String> DEFAULTS = List.of(
            "job=bench-join",
            "output.dir=rondo-runs/bench-join",
            "peers=4",
            "model={name: mlp, hidden: [4096, 5300]}",
            "training.optimizer={name: sgd, learningRate: 0.001}",
            "training.epochs=1000000",
            "training.digestEvery=1000000",
            "output.checkpointEvery=1000000");

    @Spec
    private CommandSpec spec;

    @Option(names = "--joins", paramLabel = "N", defaultValue = "5", description = "How many (${DEFAULT-VALUE}).")
    private int joins;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set any key of the config, such as transport.kind=ipc or model=lenet; repeatable.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, as JSON.")
    private Path json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RondoConfig config = config();
        Machine machine = Machine.here(spec.root().version()[0]);
        Map<String, Object> settings = settings(config);
        machine.lines().forEach(line -> out.println("# " + line));
        settings.forEach((key, value) -> out.println("# " + key + "=" + value));
        JoinReport.printHead(out);
        JoinReport report = new JoinReport(machine, settings, run(config, out));
        report.printMedians(out);
        if (json != null) {
            WholeFile.writeJson(json, report);
        }
        return 0;
    }

    private RondoConfig config() {
        List<Assignment> assignments = new ArrayList<>();
        DEFAULTS.forEach(each -> assignments.add(Assignment.parse(each)));
        sets.forEach(each -> assignments.add(Assignment.parse(each)));
        RondoConfig read = ConfigReader.read(ConfigReader.nothing(), assignments);
        if (read.mode() != Mode.RING || read.hosts().size() > 1 || read.peers().size() < 2 || joins < 1) {
            throw new RondoException(
                    "bench join needs mode ring, two or more peers on one host, and --joins of 1 or more");
        }
        return read;
    }

    private List<JoinTimes> run(RondoConfig config, PrintWriter out) {
        Path sharedMemory = Path.of("/dev/shm", "rondo-" + RunName.of(config));
        List<Integer> ids = config.peers().stream().map(PeerConfig::id).toList();
        Newcomers newcomers = new Newcomers();
        LaunchOptions options = new LaunchOptions(Optional.empty(), false, true, Optional.empty(), List.of());
        List<JoinTimes> shown = new ArrayList<>();
        try (Training training = Training.start(config, options, newcomers)) {
            return new JoinRun(ids, sharedMemory, training, newcomers).run(joins, join -> {
                shown.add(join);
                JoinReport.print(out, shown.size(), join);
            });
        }
    }

    private static Map<String, Object> settings(RondoConfig config) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("peers", config.peers().size());
        settings.put("model", config.model().name());
        settings.put("batch", config.training().batch());
        settings.put("path", config.transport().kind());
        settings.put("budgetMs", config.recovery().budget().toMillis());
        return settings;
    }
}
