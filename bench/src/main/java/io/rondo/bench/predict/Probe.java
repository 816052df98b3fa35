package io.rondo.bench.predict;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.bench.process.Directories;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.launch.Launcher;
import io.rondo.peer.launch.RunDisplay;
import io.rondo.peer.report.MetricsLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Some real steps of a run, as its first peer has seen them: medians over the last ones, when the JVM has compiled what
 * they run.
 *
 * @param stepMs all of it
 * @param exchangeMs of that, from the last peer's arrival to the return
 */
record Probe(double stepMs, double exchangeMs) {
    private static final int WARM_UP_STEPS = 60;
    /** As many real steps as a calibration takes. */
    static final int STEPS = 20;

    /** Runs a config with these changes. */
    static Probe of(RondoConfig base, List<String> changes) {
        Path directory = null;
        try {
            directory = Files.createTempDirectory("rondo-predict-");
            Path file = Files.writeString(directory.resolve("rondo.yaml"), EffectiveConfig.yaml(base));
            List<Assignment> all = new ArrayList<>();
            changes.forEach(change -> all.add(Assignment.parse(change)));
            all.add(Assignment.parse("training.steps=" + (WARM_UP_STEPS + STEPS)));
            all.add(Assignment.parse("training.epochs=1000000"));
            all.add(Assignment.parse("output.checkpointEvery=0"));
            all.add(Assignment.text("", "output.dir", directory.resolve("out").toString()));
            Path metrics = directory.resolve("steps.jsonl");
            Launcher.run(
                    ConfigReader.read(ConfigReader.readFile(file), all),
                    new LaunchOptions(Optional.empty(), false, false, Optional.of(metrics), List.of()),
                    RunDisplay.NONE);
            return of(Files.readAllLines(metrics));
        } catch (IOException e) {
            throw new RondoException("the run's directory cannot be used: " + e.getMessage(), e);
        } finally {
            if (directory != null) {
                Directories.remove(directory);
            }
        }
    }

    private static Probe of(List<String> lines) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<MetricsLog.Line> steps = new ArrayList<>();
        for (String line : lines.subList(lines.size() - STEPS, lines.size())) {
            steps.add(json.readValue(line, MetricsLog.Line.class));
        }
        return new Probe(median(steps, MetricsLog.Line::stepMs), median(steps, MetricsLog.Line::transferMs));
    }

    private static double median(List<MetricsLog.Line> steps, ToDoubleFunction<MetricsLog.Line> value) {
        double[] sorted = steps.stream().mapToDouble(value).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
