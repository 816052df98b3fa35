package io.rondo.bench.chaos;

import io.rondo.bench.machine.Machine;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.ConfigOptions;
import io.rondo.peer.cli.ExitCode;
import io.rondo.peer.cli.RondoCommand;
import io.rondo.peer.config.Mode;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.launch.LaunchOptions;
import io.rondo.peer.ledger.LedgerVerifier;
import io.rondo.peer.run.RunName;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo chaos}: trains, and hurts peers meanwhile. */
@Command(
        name = "chaos",
        description = {
            "Train with all peers on this host, kill or freeze one after another, and see that the rest goes on:",
            "within the budget, with the same bits, and with no sample lost. Takes train's options of the config."
        })
public final class ChaosCommand implements RondoCommand {
    private static final int SECONDS_A_MINUTE = 60;
    /** The run does not end by itself. */
    private static final int EPOCHS = 1_000_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Option(names = "--kills", paramLabel = "N", description = "End after N injuries.")
    private int kills;

    @Option(names = "--minutes", paramLabel = "M", description = "End after M minutes.")
    private double minutes;

    @Option(
            names = "--mtbf",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "Mean seconds from everybody's recovery to the next injury (default: ${DEFAULT-VALUE}; 0"
                    + " with --minutes: nobody is hurt).")
    private double mtbf;

    @Option(
            names = "--signal",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "KILL",
            description = "${COMPLETION-CANDIDATES}, or several: what is done to them (default: ${DEFAULT-VALUE}).")
    private List<Hurt> hurts;

    @Option(
            names = "--path",
            paramLabel = "NAME",
            description = "window, ipc or udp: what carries the gradients (key transport.kind).")
    private String path;

    @Option(
            names = "--starve",
            paramLabel = "N",
            description = "N processes that do nothing but use the processor run beside the peers.")
    private int starve;

    @Option(
            names = "--chaos-seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of who is hurt, and when (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the figures there, as JSON.")
    private Path json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RondoConfig effective = effectiveConfig();
        ChaosPlan plan = new ChaosPlan(
                kills,
                Duration.ofMillis(Math.round(minutes * SECONDS_A_MINUTE * 1000)),
                Duration.ofMillis(Math.round(mtbf * 1000)),
                hurts,
                starve,
                seed);
        Machine machine = Machine.here(spec.root().version()[0]);
        Map<String, Object> settings = settings(effective, plan);
        machine.lines().forEach(line -> out.println("# " + line));
        settings.forEach((key, value) -> out.println("# " + key + "=" + value));
        out.flush();
        ChaosReport report = run(effective, plan, machine, settings, out);
        report.print(out);
        if (json != null) {
            report.write(json);
        }
        return report.isWell() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private RondoConfig effectiveConfig() {
        config.set("training.epochs=" + EPOCHS);
        if (path != null) {
            config.set("transport.kind=" + path);
        }
        RondoConfig read = config.read();
        if (read.mode() != Mode.RING || read.hosts().size() > 1) {
            throw new RondoException("chaos needs mode ring and peers on one host");
        }
        return read;
    }

    private ChaosReport run(
            RondoConfig effective, ChaosPlan plan, Machine machine, Map<String, Object> settings, PrintWriter out) {
        Path sharedMemory = Path.of("/dev/shm", "rondo-" + RunName.of(effective));
        List<Integer> ids = effective.peers().stream().map(PeerConfig::id).toList();
        Witness witness = new Witness(effective);
        LaunchOptions options = new LaunchOptions(Optional.empty(), false, true, Optional.empty(), List.of());
        int digestEvery = effective.training().digestEvery();
        long beginNs = System.nanoTime();
        List<Injury> injuries;
        long steps;
        long generations;
        Set<Long> processes;
        Starvation starvation = new Starvation(plan.starve());
        try (starvation;
                Training training = Training.start(effective, options, witness)) {
            ChaosRun run = new ChaosRun(plan, ids, sharedMemory, training, witness, line -> {
                out.println(line);
                out.flush();
            });
            injuries = run.run();
            boolean isWhole = injuries.stream().noneMatch(each -> each.isHang() || each.rejoinedMs() < 0);
            if (isWhole) {
                run.awaitSteps(digestEvery); // the replicas are compared once more
            }
            steps = run.step();
            generations = run.generation();
            processes = run.processes();
        }
        double seconds = (System.nanoTime() - beginNs) / 1e9;
        return new ChaosReport(
                machine,
                settings,
                effective.recovery().budget().toNanos() / 1e6,
                seconds,
                steps,
                generations,
                steps / digestEvery,
                injuries,
                witness.complaints(),
                LedgerVerifier.verify(effective.output().dir()).violations().count(),
                leftBehind(sharedMemory, processes));
    }

    private static List<String> leftBehind(Path sharedMemory, Set<Long> processes) {
        List<String> left = new ArrayList<>();
        if (Files.exists(sharedMemory)) {
            left.add(sharedMemory.toString());
        }
        processes.stream().filter(pid -> ProcessHandle.of(pid).isPresent()).forEach(pid -> left.add("process " + pid));
        return left;
    }

    private Map<String, Object> settings(RondoConfig effective, ChaosPlan plan) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("peers", effective.peers().size());
        settings.put("model", effective.model().name());
        settings.put("path", effective.transport().kind());
        settings.put("membership", effective.membership().nodes().isEmpty() ? "in the launcher" : "clustered");
        settings.put("budgetMs", effective.recovery().budget().toMillis());
        settings.put("kills", plan.kills());
        settings.put("minutes", minutes);
        settings.put("mtbf", mtbf);
        settings.put("signal", plan.hurts());
        settings.put("starve", plan.starve());
        settings.put("seed", plan.seed());
        return settings;
    }
}
