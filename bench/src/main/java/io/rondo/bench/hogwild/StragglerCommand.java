package io.rondo.bench.hogwild;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.train.ScoredRun;
import io.rondo.bench.train.ScoredRun.Score;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ConfigOptions;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code rondo bench straggler}: time to an accuracy, ring against gossip by turns. Both save the model, gossip its consensus,
 * every so many steps; the checkpoints, which carry their time, are scored after the run, so that scoring costs neither
 * anything.
 */
@Command(
        name = "straggler",
        description = {
            "Measures how soon the ring and gossip come to an accuracy, by turns: with --slow 1=5x beside a straggler.",
            "Takes the options of rondo train. Scores every checkpoint after the run: scoring is not in the time. All peers have",
            "compiled their code before the run begins (start.rehearse), which takes seconds on few cores."
        })
public final class StragglerCommand implements BenchCommand {
    @Mixin
    private ConfigOptions config;

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

    @Override
    public Integer call() {
        PrintStream out = System.out;
        RondoConfig base = config.read();
        out.println("# " + Environment.here().line());
        out.printf(
                Locale.ROOT,
                "# time to %.1f %%, scored every %d steps, %d peers, batch %d, slow %s%n",
                100 * target,
                every,
                base.peers().size(),
                base.training().batch(),
                base.training().slow());
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double ring = secondsToTarget(base, "ring", out);
            double gossip = secondsToTarget(base, "gossip", out);
            ratios.add(ring / gossip);
            out.printf(Locale.ROOT, "ring / gossip: %.2f%n", ring / gossip);
        }
        Collections.sort(ratios);
        out.printf(Locale.ROOT, "median of %d: %.2f%n", rounds, ratios.get(ratios.size() / 2));
        return 0;
    }

    private double secondsToTarget(RondoConfig base, String mode, PrintStream out) {
        ScoredRun run = ScoredRun.of(
                base, every, List.of(Assignment.parse("mode=" + mode), Assignment.parse("start.rehearse=true")));
        Score at = run.arrivalAt(target)
                .orElseThrow(() -> new RondoException(String.format(
                        Locale.ROOT,
                        "%s came to %.2f %% at the most in %d checkpoints: more --steps, or a lower --target",
                        mode,
                        100 * run.best(),
                        run.curve().size())));
        out.printf(
                Locale.ROOT,
                "%-6s  step %4d  %6.2f s  %.2f %%; the whole run of %d steps %.2f s, at best %.2f %%%n",
                mode,
                at.step(),
                at.seconds(),
                100 * at.accuracy(),
                run.curve().getLast().step(),
                run.curve().getLast().seconds(),
                100 * run.best());
        return at.seconds();
    }
}
