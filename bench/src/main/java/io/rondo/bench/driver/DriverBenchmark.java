package io.rondo.bench.driver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rondo.bench.machine.Machine;
import io.rondo.bench.process.Child;
import io.rondo.bench.process.Directories;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/**
 * {@code rondo bench driver}: kills, blocks and freezes the holder of the data driver in each placement, interleaved, and
 * prints what the other peers felt of it.
 */
@Command(
        name = "driver",
        description = "Compares places for a host's data driver: recovery from its death, stalls, cost.")
public final class DriverBenchmark implements BenchCommand {
    @Option(names = "--kills", defaultValue = "50", description = "Kills of the holder a placement (${DEFAULT-VALUE}).")
    int kills;

    @Option(names = "--rounds", defaultValue = "5", description = "Rounds they are spread over (${DEFAULT-VALUE}).")
    int rounds;

    @Option(names = "--peers", defaultValue = "4", description = "Peers, 3 at least (${DEFAULT-VALUE}).")
    int peers;

    @Option(
            names = "--elements",
            defaultValue = "431080",
            description = "float32 values an all-reduce (${DEFAULT-VALUE}: LeNet).")
    long elements;

    @Option(
            names = "--compute-ms",
            defaultValue = "10",
            description = "Busy work before each all-reduce (${DEFAULT-VALUE}).")
    long computeMs;

    @Option(
            names = "--placements",
            split = ",",
            converter = PlacementName.class,
            defaultValue = "invoker,thread,process,standby,unkept",
            description = "Which to compare (${DEFAULT-VALUE}).")
    List<Placement> placements;

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures there.")
    Path json;

    final Duration budget = Duration.ofSeconds(1);
    final Duration calm = Duration.ofMillis(1000);
    private final Duration disturbance = Duration.ofMillis(500);
    private final Duration warmUp = Duration.ofMillis(1500);
    private final Duration steady = Duration.ofMillis(2000);
    private final Duration settle = Duration.ofMillis(300);
    private final Map<Placement, Measurements> measurements = new EnumMap<>(Placement.class);
    private final PrintStream out = System.out;

    long computeNs() {
        return TimeUnit.MILLISECONDS.toNanos(computeMs);
    }

    @Override
    public Integer call() throws IOException {
        if (peers < 3 || kills < 1 || rounds < 1) {
            throw new RondoException("the comparison needs 3 peers, 1 kill and 1 round at least");
        }
        DriverReport report = new DriverReport(out, this, measurements);
        report.printHead(environment());
        placements.forEach(placement -> measurements.put(placement, new Measurements()));
        Path runDirectory = Directories.create("driver");
        Thread cleaner = new Thread(() -> endEverything(runDirectory), "cleaner");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            for (int round = 0; round < rounds; round++) {
                for (Placement placement : placements) {
                    measure(placement, killsOf(round), runDirectory);
                    report.printProgress(round, placement);
                }
            }
        } finally {
            endEverything(runDirectory);
            report.printTables();
        }
        if (json != null) {
            writeJson();
        }
        return ExitCode.DONE;
    }

    private int killsOf(int round) {
        return kills * (round + 1) / rounds - kills * round / rounds;
    }

    private void measure(Placement placement, int killsNow, Path runDirectory) {
        Measurements into = measurements.get(placement);
        try (PeerGroup group = new PeerGroup(placement, this, runDirectory)) {
            group.open();
            group.run(warmUp, 0);
            into.addBackToBack(group.run(steady, 0));
            into.addSteps(group.run(steady, computeNs()));
            into.addBlocked(group.blockHolder(disturbance));
            into.addFrozen(group.freezeHolder(disturbance));
            into.addIdleCpu(group.idleCpuMsPerSecond(steady));
            if (placement.hasKeeper()) {
                group.run(settle, computeNs());
                for (int kill = 0; kill < killsNow; kill++) {
                    into.add(group.recover());
                    group.replace();
                    PeerGroup.sleep(settle.plusMillis(kill));
                }
            }
        }
    }

    /** Placements as people write them. */
    static final class PlacementName implements ITypeConverter<Placement> {
        @Override
        public Placement convert(String value) {
            return Placement.of(value);
        }
    }

    /** On the way out and on Ctrl-C: no process and nothing on the memory file system stays. */
    private static void endEverything(Path runDirectory) {
        Child.killAll();
        Directories.remove(runDirectory);
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("processor", Machine.processorName());
        environment.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        environment.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        environment.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        environment.put(
                "load",
                String.valueOf(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
        return environment;
    }

    private void writeJson() throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("environment", environment());
        all.put("config", configuration());
        measurements.forEach((placement, measured) -> all.put(placement.toString(), measured.toJson()));
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), all);
    }

    Map<String, Object> configuration() {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("peers", peers);
        config.put("elements", elements);
        config.put("computeMs", computeMs);
        config.put("kills", kills);
        config.put("rounds", rounds);
        config.put("budgetMs", budget.toMillis());
        config.put("disturbanceMs", disturbance.toMillis());
        config.put("placements", Arrays.toString(placements.toArray()));
        return config;
    }
}
