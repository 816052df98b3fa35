package io.rondo.peer.cli;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.launch.PlainDisplay;
import io.rondo.peer.report.EventLine;
import io.rondo.peer.report.PeerEvent;
import io.rondo.peer.run.PeerOptions;
import io.rondo.peer.run.PeerRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo peer}: one peer of the shared config, in this process. */
@Command(name = "peer", description = "Run one peer of the shared config in this process; start the others likewise.")
public final class PeerCommand implements RondoCommand {
    /** For the step under way, on SIGTERM. */
    private static final long LEAVE_LIMIT_MS = 30_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Option(names = "--id", required = true, paramLabel = "N", description = "Which peer of the config this is.")
    private int id;

    @Option(names = "--resume", description = "Go on from the newest checkpoint of the output directory.")
    private boolean resume;

    @Option(
            names = "--log-metrics",
            paramLabel = "FILE",
            description = "Write a line of JSON for each step there (the first peer of the config does).")
    private Path metrics;

    @Mixin
    private UserClassPath classPath;

    @Option(
            names = "--events",
            hidden = true,
            description = "For the launcher: tell events as JSON, to a LauncherPipe.")
    private boolean events;

    @Option(names = "--restarted", hidden = true, description = "For the launcher: others are in the midst of the run.")
    private boolean isRestarted;

    @Option(names = "--served", hidden = true, description = "For the launcher: it hosts the membership service.")
    private boolean isServed;

    @Override
    public Integer call() {
        RondoConfig effective = events ? LauncherPipe.complete(config.read()) : config.read();
        effective.peer(id);
        if (effective.needsPorts()) {
            throw new RondoException(
                    "rondo peer needs a config that lists the peers with their ports: use --config FILE with peers: - {id: 0, port: 40100}, or rondo train");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (events) {
            LauncherPipe.endWithIt();
        }
        Consumer<PeerEvent> sink = events ? event -> out.println(EventLine.of(event)) : new PlainDisplay(out)::onEvent;
        PeerOptions options =
                new PeerOptions(id, resume, isRestarted, Optional.ofNullable(metrics), classPath.entries(), !isServed);
        PeerRun run = new PeerRun(effective, options, sink);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run.leave(LEAVE_LIMIT_MS), "leave"));
        try {
            run.run();
        } catch (RondoException e) {
            if (!events) {
                throw e; // else the launcher has been told
            }
            return ExitCode.FAILED;
        }
        return ExitCode.DONE;
    }
}
