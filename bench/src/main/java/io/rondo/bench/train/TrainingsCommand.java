package io.rondo.bench.train;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.report.ChartFile;
import io.rondo.bench.report.WholeFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ConfigOptions;
import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.Trainee;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rondo bench train}: time to an accuracy, speed, bytes and waits of the modes of training, by turns. */
@Command(
        name = "train",
        description = {
            "Compares the modes of training: the same model, data and seed, each mode in its turn.",
            "Takes the options of rondo train, --slow and --servers among them. Checkpoints are scored after each run: scoring is in nobody's time."
        })
public final class TrainingsCommand implements BenchCommand {
    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--modes",
            split = ",",
            defaultValue = "ring,bsp,ssp,asp,backup",
            paramLabel = "MODE",
            description =
                    "solo, ring, gossip, and of mode central bsp, ssp, ssp_updates, asp, backup; ssp:10 with a bound (default: ${DEFAULT-VALUE}).")
    private List<String> modes;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "N",
            description = "Numbers of peers (default: that of --peers). Solo runs with 1 alone.")
    private List<Integer> sizes = List.of();

    @Option(
            names = "--weak",
            description = "Each peer keeps its batch; otherwise that of all together stays, whatever their number.")
    private boolean isWeak;

    @Option(
            names = "--target",
            defaultValue = "0.97",
            description = "Accuracy on the test set, 0 to 1 (default: ${DEFAULT-VALUE}).")
    private double target;

    @Option(names = "--rounds", defaultValue = "1", description = "Turns of each mode (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--every",
            defaultValue = "20",
            description = "Steps between two scores (default: ${DEFAULT-VALUE}).")
    private int every;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures there.")
    private Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a report with charts there.")
    private Path html;

    @Override
    public Integer call() {
        PrintStream out = System.out;
        if (html != null) {
            ChartFile.requireFonts();
        }
        RondoConfig base = config.read();
        List<Contestant> contestants = modes.stream().map(Contestant::of).toList();
        int workers = base.workers().size();
        List<Integer> all = sizes.isEmpty() ? List.of(workers) : sizes;
        int batchOfAll = workers * base.training().batch();
        long modelBytes = modelBytes(base);
        out.println("# " + Environment.here().line());
        List<Trial> trials = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            for (int peers : all) {
                int batch = isWeak ? base.training().batch() : batchOf(batchOfAll, peers);
                for (Contestant contestant : contestants) {
                    if (contestant.fits(peers)) {
                        ScoredRun run = ScoredRun.of(base, every, contestant.changes(base, peers, batch));
                        Trial trial = Trial.of(contestant, peers, batch, run, target, modelBytes);
                        out.println(TrialReport.line(trial));
                        trials.add(trial);
                    }
                }
            }
        }
        if (trials.isEmpty()) {
            throw new RondoException("--modes solo runs with one peer alone: --sizes 1");
        }
        TrialReport report = new TrialReport(
                Environment.here(), isWeak ? "weak" : "strong", target, EffectiveConfig.values(base), trials);
        out.println();
        report.print(out);
        if (json != null) {
            WholeFile.writeJson(json, report);
        }
        if (html != null) {
            TrialPage.write(html, report);
        }
        return ExitCode.DONE;
    }

    private static int batchOf(int batchOfAll, int peers) {
        if (peers < 1 || batchOfAll % peers != 0) {
            throw new RondoException("--sizes " + peers + ": the batch of all peers together, " + batchOfAll
                    + ", cannot be shared out evenly; choose another --batch, or --weak");
        }
        return batchOfAll / peers;
    }

    private static long modelBytes(RondoConfig config) {
        try (Trainee trainee = Trainee.open(config, Choices.on(List.of()))) {
            return (long) trainee.parameterCount() * Float.BYTES;
        }
    }
}
