package io.rondo.bench.train;

import io.rondo.bench.process.Directories;
import io.rondo.peer.RondoException;
import io.rondo.peer.checkpoint.CheckpointDirectory;
import io.rondo.peer.checkpoint.CheckpointFile;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.evaluate.Evaluator;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.launch.Launcher;
import io.rondo.peer.launch.RunDisplay;
import io.rondo.peer.report.RunReport;
import io.rondo.peer.train.Choices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run of the launcher in a directory of its own, and how good its model was when.
 *
 * @param curve rising in time
 */
public record ScoredRun(RunReport report, List<Score> curve) {
    /**
     * A checkpoint's score on the test set.
     *
     * @param seconds of training when it was written
     * @param accuracy 0 to 1
     */
    public record Score(long step, double seconds, double accuracy) {}

    /**
     * Trains, then scores all checkpoints.
     *
     * @param every steps between two of them
     * @param changes to the config
     */
    public static ScoredRun of(RondoConfig base, int every, List<Assignment> changes) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("rondo-bench-train-");
            RunReport report =
                    Launcher.run(configOf(base, every, changes, directory), LaunchOptions.NONE, RunDisplay.NONE);
            return new ScoredRun(report, scores(directory.resolve("out")));
        } catch (IOException e) {
            throw new RondoException("the run's directory cannot be used: " + e.getMessage(), e);
        } finally {
            if (directory != null) {
                Directories.remove(directory);
            }
        }
    }

    private static RondoConfig configOf(RondoConfig base, int every, List<Assignment> changes, Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("rondo.yaml"), EffectiveConfig.yaml(base));
        List<Assignment> all = new ArrayList<>(changes);
        all.add(Assignment.parse("output.checkpointEvery=" + every));
        all.add(Assignment.parse("output.keep=1000000"));
        all.add(Assignment.text("", "output.dir", directory.resolve("out").toString()));
        return ConfigReader.read(ConfigReader.readFile(file), all);
    }

    private static List<Score> scores(Path directory) {
        List<Path> checkpoints = new CheckpointDirectory(directory, 1).list();
        List<Score> scores = new ArrayList<>();
        try (Evaluator evaluator = new Evaluator(checkpoints.get(0), Optional.empty(), Choices.on(List.of()))) {
            for (Path checkpoint : checkpoints) {
                double accuracy = evaluator.score(checkpoint).evaluation().accuracy();
                try (CheckpointFile file = CheckpointFile.open(checkpoint)) {
                    scores.add(new Score(
                            file.header().state().step(), file.header().state().seconds(), accuracy));
                }
            }
        }
        return scores;
    }

    /** The first score that is as good. */
    public Optional<Score> arrivalAt(double accuracy) {
        return curve.stream().filter(score -> score.accuracy() >= accuracy).findFirst();
    }

    /** The best accuracy of all. */
    public double best() {
        return curve.stream().mapToDouble(Score::accuracy).max().orElse(0);
    }
}
