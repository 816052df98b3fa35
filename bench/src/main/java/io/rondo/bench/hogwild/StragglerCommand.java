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
            "Takes the options of rondo train. Scores every checkpoint after the run: scoring is not in the time. The second",
            "time is since the first checkpoint: the JIT has compiled most by then, which takes seconds on few cores."
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

    /**
     * When a run came to the target.
     *
     * @param warmSeconds since the first checkpoint
     */
    private record Arrival(Score at, double warmSeconds) {}

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
        for (int round = 0; round < rounds; round++) {
            Arrival ring = run(base, "ring", out);
            Arrival gossip = run(base, "gossip", out);
            out.printf(
                    Locale.ROOT,
                    "ring / gossip: %.2f, since the first checkpoint %.2f%n",
                    ring.at().seconds() / gossip.at().seconds(),
                    ring.warmSeconds() / gossip.warmSeconds());
        }
        return 0;
    }

    private Arrival run(RondoConfig base, String mode, PrintStream out) {
        ScoredRun run = ScoredRun.of(base, every, List.of(Assignment.parse("mode=" + mode)));
        Score at = run.arrivalAt(target)
                .orElseThrow(() -> new RondoException(String.format(
                        Locale.ROOT,
                        "%s came to %.2f %% at the most in %d checkpoints: more --steps, or a lower --target",
                        mode,
                        100 * run.best(),
                        run.curve().size())));
        Arrival arrival = new Arrival(at, at.seconds() - run.curve().get(0).seconds());
        out.printf(
                Locale.ROOT,
                "%-6s  step %4d  %6.2f s  %6.2f s since the first checkpoint  %.2f %%%n",
                mode,
                at.step(),
                at.seconds(),
                arrival.warmSeconds(),
                100 * at.accuracy());
        return arrival;
    }
}
