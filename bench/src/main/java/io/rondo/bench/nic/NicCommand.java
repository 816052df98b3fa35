package io.rondo.bench.nic;

import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.TransportKind;
import io.rondo.allreduce.offload.SegmentationOffload;
import io.rondo.bench.allreduce.ByteSize;
import io.rondo.bench.machine.Machine;
import io.rondo.bench.process.Directories;
import io.rondo.bench.report.ChartFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ConfigOptions;
import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.launch.ThisHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rondo bench nic}. */
@Command(
        name = "nic",
        description = {
            "Measures the network between the config's hosts, and says what limits it.",
            "Start it on every host with the same config; the first listed host prints the result. It uses the ports of each"
                    + " host's first peer (TCP and UDP), so no training may run meanwhile. For each pair of hosts, each"
                    + " direction, each rail and all rails at once: the raw rate of one TCP and one UDP stream, Aeron's rate,"
                    + " loss, retransmits, round trips, and the bus bandwidth of an all-reduce."
        },
        sortOptions = false)
public final class NicCommand implements BenchCommand {
    private static final double LEAST_SECONDS = 0.05;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--host",
            paramLabel = "NAME",
            description = "Which of the config's hosts this one is (default: found by its address).")
    private String host;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "1",
            description = "Time of each measurement, as told on the first host (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--bytes",
            converter = ByteSize.class,
            paramLabel = "SIZE",
            defaultValue = "16M",
            description = "Largest buffer to reduce, as told on the first host; slow rails take less"
                    + " (default: ${DEFAULT-VALUE}).")
    private long bytes;

    @Option(names = "--json", paramLabel = "FILE", description = "On the first host: write everything there, as JSON.")
    private Path json;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description = "On the first host: draw the rates there, .svg or .png.")
    private Path plot;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        check();
        RondoConfig config = options.read();
        if (config.hosts().size() < 2) {
            throw new RondoException("rondo bench nic measures between hosts, and the config has only "
                    + config.hosts().get(0)
                    + ": list peers on two hosts or more, as in peers: - {id: 0, host: 10.0.0.1, port: 40100}");
        }
        String self = ThisHost.of(config, Optional.ofNullable(host));
        if (plot != null) {
            ChartFile.requireFonts();
        }
        boolean offload = config.transport().udp().offload()
                && SegmentationOffload.probe().enabled();
        Site site = Site.here(config, self, offload, Machine.here(spec.root().version()[0]));
        Meeting meeting = new Meeting(
                config, EffectiveConfig.digest(config), site, config.start().timeout());
        Path shared = sharedDirectory();
        try {
            return config.hosts().get(0).equals(self)
                    ? new Leader(config, seconds, bytes, spec.commandLine().getOut())
                            .run(meeting, new Worker.Maker(settings(config), shared), json, plot)
                    : follow(config, meeting, new Worker.Maker(settings(config), shared));
        } finally {
            Directories.remove(shared);
        }
    }

    private void check() {
        refuse(seconds < LEAST_SECONDS, "--seconds " + seconds + ": must be " + LEAST_SECONDS + " or more");
        refuse(bytes < Long.BYTES, "--bytes " + bytes + ": must be " + Long.BYTES + " or more");
        refuse(plot != null && !ChartFile.isKnown(plot), "--plot " + plot + ": the name must end with .svg or .png");
        for (Path file : new Path[] {json, plot}) {
            refuse(
                    file != null && !Files.isDirectory(file.toAbsolutePath().getParent()),
                    file + ": its directory does not exist");
        }
    }

    private void refuse(boolean isWrong, String sentence) {
        if (isWrong) {
            throw new ParameterException(spec.commandLine(), sentence);
        }
    }

    /** Of this process alone; gone when it ends, on Ctrl-C too. */
    private static Path sharedDirectory() {
        try {
            Path shared = Directories.create("nic");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Directories.remove(shared), "cleaner"));
            return shared;
        } catch (IOException e) {
            throw new RondoException("no directory in shared memory: " + e.getMessage(), e);
        }
    }

    private int follow(RondoConfig config, Meeting meeting, Worker.Maker maker) {
        long beginNs = System.nanoTime();
        try (Wire wire = meeting.call()) {
            int place = config.hosts().indexOf(meeting.self().host());
            String summary = new Follower(config.hosts().get(0), wire)
                    .serve(sites -> maker.worker(place, sites), config.start().timeout());
            Duration took = Duration.ofNanos(System.nanoTime() - beginNs);
            spec.commandLine()
                    .getOut()
                    .println("host " + meeting.self().host() + ": " + summary + " in " + took.toSeconds() + " s; host "
                            + config.hosts().get(0) + " has the result");
            return ExitCode.DONE;
        }
    }

    /** Between hosts it is UDP whatever the kind. */
    private static PathSettings settings(RondoConfig config) {
        PathSettings paths = config.transport().paths();
        return new PathSettings(
                TransportKind.UDP, PathSettings.DEFAULT_LATENCY_BYTES, paths.segmentBytes(), paths.udp());
    }
}
