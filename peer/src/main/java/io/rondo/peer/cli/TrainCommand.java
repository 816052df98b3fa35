package io.rondo.peer.cli;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.launch.BarDisplay;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.launch.Launcher;
import io.rondo.peer.launch.PlainDisplay;
import io.rondo.peer.launch.RunDisplay;
import io.rondo.peer.report.RunReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo train}: starts all peers of this host and stays with them. */
@Command(
        name = "train",
        description = {
            "Train: start all peers of this host as processes, show their progress, report at the end.",
            "Without options: 4 peers train LeNet on generated digits."
        })
public final class TrainCommand implements RondoCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Start the peers that the config has on this host (default: found by its address).")
    private String host;

    @Option(names = "--resume", description = "Go on from the newest checkpoint of the output directory.")
    private boolean resume;

    @Option(names = "--restart", description = "Start peers that die again; they join the others.")
    private boolean restart;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the final report there, as JSON.")
    private Path json;

    @Option(names = "--log-metrics", paramLabel = "FILE", description = "Write a line of JSON for each step there.")
    private Path metrics;

    @Mixin
    private UserClassPath classPath;

    @Override
    public Integer call() {
        RondoConfig effective = config.read();
        PrintWriter out = spec.commandLine().getOut();
        boolean isTerminal = System.console() != null && System.console().isTerminal();
        RunDisplay display = isTerminal ? new BarDisplay(out) : new PlainDisplay(out);
        Optional<Path> metricsFile = Optional.ofNullable(metrics).map(Path::toAbsolutePath);
        RunReport report = Launcher.run(
                effective,
                new LaunchOptions(Optional.ofNullable(host), resume, restart, metricsFile, classPath.entries()),
                display);
        if (json != null) {
            report.write(json);
        }
        return ExitCode.DONE;
    }
}
