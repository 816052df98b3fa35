package io.rondo.peer.cli;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.ConfigReader;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.config.yaml.Assignment;
import io.rondo.peer.config.yaml.YamlList;
import io.rondo.peer.config.yaml.YamlMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/**
 * The options of every command that needs the config; use with {@code @Mixin}. A file, shorthands for the common keys
 * over it, {@code --set} over both. Values are checked by the config, not here, so that a wrong one is told in the same
 * words wherever it stands.
 */
public final class ConfigOptions {
    @Option(names = "--config", paramLabel = "FILE", description = "The run's YAML file. Without one: the defaults.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Set any key of the config, such as training.optimizer.learningRate=0.01; repeatable.")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--peers", paramLabel = "N", description = "Number of peers on this host (key peers).")
    private String peers;

    @Option(
            names = "--servers",
            paramLabel = "N",
            description = "Parameter servers beside so many peers, in mode central (key central.servers).")
    private String servers;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "How peers exchange: solo, ring, gossip or central (key mode).")
    private String mode;

    @Option(names = "--model", paramLabel = "NAME", description = "The model (key model).")
    private String model;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where the data set's files are (key data.dir).")
    private String dataDir;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the data (key training.epochs).")
    private String epochs;

    @Option(names = "--steps", paramLabel = "N", description = "End after N steps at the latest (key training.steps).")
    private String steps;

    @Option(names = "--batch", paramLabel = "N", description = "Samples a step for each peer (key training.batch).")
    private String batch;

    @Option(names = "--seed", paramLabel = "N", description = "Of everything random (key training.seed).")
    private String seed;

    @Option(
            names = "--slow",
            paramLabel = "ID=3x|ID=200ms",
            description = "Make a peer slow on purpose: sleep twice each step's own CPU time, or so long; @FROM-TO"
                    + " limits it to steps; repeatable (key training.slow).")
    private List<String> slow = new ArrayList<>();

    @Option(
            names = "--fail",
            paramLabel = "server:ID@STEP",
            description = "Mode central: have a server end after so many updates, as if it were killed, or a worker"
                    + " (worker:ID@STEP) after so many steps; repeatable (key central.fail).")
    private List<String> fail = new ArrayList<>();

    private final List<String> presets = new ArrayList<>();

    /** As if it had been given with {@code --set}, for a command that has an option of its own for a key. */
    public void set(String assignment) {
        sets.add(assignment);
    }

    /** What a command's own defaults are, where they differ: options stand over it, and with --config it is not used. */
    public void preset(String assignment) {
        presets.add(assignment);
    }

    /** The file, if one was given. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** Reads and checks the config that these options describe. */
    public RondoConfig read() {
        YamlMap written = file == null ? ConfigReader.nothing() : ConfigReader.readFile(file);
        if (peers != null) {
            refuseOverListedPeers(written);
        }
        List<Assignment> assignments = new ArrayList<>();
        if (file == null) {
            presets.forEach(preset -> assignments.add(Assignment.parse(preset)));
        }
        shorthand(assignments, "--peers", "peers", peers);
        shorthand(assignments, "--servers", "central.servers", servers);
        shorthand(assignments, "--mode", "mode", mode);
        shorthand(assignments, "--model", "model", model);
        if (dataDir != null) {
            assignments.add(Assignment.text("--data-dir", "data.dir", dataDir));
        }
        shorthand(assignments, "--epochs", "training.epochs", epochs);
        shorthand(assignments, "--steps", "training.steps", steps);
        shorthand(assignments, "--batch", "training.batch", batch);
        shorthand(assignments, "--seed", "training.seed", seed);
        listed(assignments, "--slow", "training.slow", slow);
        listed(assignments, "--fail", "central.fail", fail);
        sets.forEach(set -> assignments.add(Assignment.parse(set)));
        return ConfigReader.read(written, assignments);
    }

    private void refuseOverListedPeers(YamlMap written) {
        Optional<YamlMap.Entry> listed = written.entry("peers");
        if (listed.isPresent() && listed.get().value() instanceof YamlList) {
            throw new RondoException("--peers " + peers + ": expected no number of peers, because "
                    + listed.get().place() + " lists the peers one by one");
        }
    }

    private static void listed(List<Assignment> assignments, String option, String key, List<String> values) {
        if (!values.isEmpty()) {
            String list = values.stream().map(each -> '"' + each + '"').collect(Collectors.joining(", ", "[", "]"));
            assignments.add(Assignment.shorthand(option, key, list));
        }
    }

    private static void shorthand(List<Assignment> assignments, String option, String key, String value) {
        if (value != null) {
            assignments.add(Assignment.shorthand(option, key, value));
        }
    }
}
