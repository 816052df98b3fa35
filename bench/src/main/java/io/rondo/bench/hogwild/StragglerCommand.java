package io.rondo.bench.hogwild;

import io.rondo.bench.layers.Environment;
import io.rondo.bench.process.Directories;
import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ConfigOptions;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.evaluate.Evaluator;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.launch.Launcher;
import io.rondo.peer.launch.RunDisplay;
import io.rondo.peer.train.Choices;
import io.rondo.peer.train.LoopState;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
    private record Arrival(long step, double seconds, double warmSeconds, double accuracy) {}

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
                    ring.seconds() / gossip.seconds(),
                    ring.warmSeconds() / gossip.warmSeconds());
        }
        return 0;
    }

    private Arrival run(RondoConfig base, String mode, PrintStream out) {
        try {
            Path directory = Files.createTempDirectory("rondo-straggler-");
            try {
                Launcher.run(configOf(base, mode, directory), LaunchOptions.NONE, RunDisplay.NONE);
                Arrival arrival = arrival(directory.resolve("out"), mode);
                out.printf(
                        Locale.ROOT,
                        "%-6s  step %4d  %6.2f s  %6.2f s since the first checkpoint  %.2f %%%n",
                        mode,
                        arrival.step(),
                        arrival.seconds(),
                        arrival.warmSeconds(),
                        100 * arrival.accuracy());
                return arrival;
            } finally {
                Directories.remove(directory);
            }
        } catch (IOException e) {
            throw new RondoException("the run's directory cannot be used: " + e.getMessage(), e);
        }
    }

    private RondoConfig configOf(RondoConfig base, String mode, Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("rondo.yaml"), EffectiveConfig.yaml(base));
        return ConfigReader.read(
                ConfigReader.readFile(file),
                List.of(
                        Assignment.parse("mode=" + mode),
                        Assignment.parse("output.checkpointEvery=" + every),
                        Assignment.parse("output.keep=1000000"),
                        Assignment.text(
                                "", "output.dir", directory.resolve("out").toString())));
    }

    private Arrival arrival(Path directory, String mode) {
        List<Path> checkpoints = new ArrayList<>(new CheckpointDirectory(directory, 1).list());
        try (Evaluator evaluator = new Evaluator(checkpoints.get(0), Optional.empty(), Choices.on(List.of()))) {
            double best = 0;
            double firstSeconds = state(checkpoints.get(0)).seconds();
            for (Path checkpoint : checkpoints) {
                double accuracy = evaluator.score(checkpoint).evaluation().accuracy();
                best = Math.max(best, accuracy);
                if (accuracy >= target) {
                    LoopState state = state(checkpoint);
                    return new Arrival(state.step(), state.seconds(), state.seconds() - firstSeconds, accuracy);
                }
            }
            throw new RondoException(String.format(
                    Locale.ROOT,
                    "%s came to %.2f %% at the most in %d checkpoints: more --steps, or a lower --target",
                    mode,
                    100 * best,
                    checkpoints.size()));
        }
    }

    private static LoopState state(Path checkpoint) {
        try (CheckpointFile file = CheckpointFile.open(checkpoint)) {
            return file.header().state();
        }
    }
}
