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
import io.rondo.peer.launch.NodeProcesses;
import io.rondo.peer.ledger.LedgerVerifier;
import io.rondo.peer.run.RunName;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
            names = "--membership",
            paramLabel = "N",
            description = "Start N nodes (1 or 3) of the replicated membership service beside the peers; without it the"
                    + " service is in this command.")
    private int nodes;

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
        RondoConfig read = readConfig();
        if (nodes == 0) {
            return call(read, Optional.empty());
        }
        try (NodeProcesses service = NodeProcesses.beside(read, nodes)) {
            return call(service.config(), Optional.of(service));
        }
    }

    /** @param service what this command starts of it */
    private int call(RondoConfig effective, Optional<NodeProcesses> service) {
        PrintWriter out = spec.commandLine().getOut();
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
        ChaosReport report = run(effective, service, plan, machine, settings, out);
        report.print(out);
        if (json != null) {
            report.write(json);
        }
        return report.isWell() ? ExitCode.DONE : ExitCode.FAILED;
    }

    private RondoConfig readConfig() {
        config.set("training.epochs=" + EPOCHS);
        config.set("start.rehearse=true");
        if (path != null) {
            config.set("transport.kind=" + path);
        }
        RondoConfig read = config.read();
        if (read.mode() != Mode.RING || read.hosts().size() > 1) {
            throw new RondoException("chaos needs mode ring and peers on one host");
        }
        if (nodes > 0 && read.membership().isReplicated()) {
            throw new RondoException(
                    "the config lists membership.nodes, which are started beforehand: leave out --membership");
        }
        return read;
    }

    private ChaosReport run(
            RondoConfig effective,
            Optional<NodeProcesses> service,
            ChaosPlan plan,
            Machine machine,
            Map<String, Object> settings,
            PrintWriter out) {
        Path sharedMemory = Path.of("/dev/shm", "rondo-" + RunName.of(effective));
        List<Integer> ids = effective.peers().stream().map(PeerConfig::id).toList();
        Witness witness = new Witness(effective);
        LaunchOptions options = new LaunchOptions(Optional.empty(), false, true, Optional.empty(), List.of());
        int digestEvery = effective.training().digestEvery();
        long beginNs = System.nanoTime();
        List<Injury> injuries;
        long steps;
        long generations;
        Set<Long> processes = new HashSet<>();
        service.ifPresent(NodeProcesses::start);
        service.ifPresent(started -> processes.addAll(started.processes()));
        Starvation starvation = new Starvation(plan.starve());
        try (starvation;
                Training training = Training.start(effective, options, witness)) {
            Runnable health = () -> {
                training.requireHealthy();
                service.ifPresent(NodeProcesses::requireAlive);
            };
            ChaosRun run = new ChaosRun(plan, ids, sharedMemory, health, witness, line -> {
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
            processes.addAll(run.processes());
        }
        service.ifPresent(NodeProcesses::close);
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

    private List<String> leftBehind(Path sharedMemory, Set<Long> processes) {
        List<String> left = new ArrayList<>();
        Stream<Path> ofNodes = IntStream.range(0, nodes).mapToObj(node -> Path.of(sharedMemory + "-node-" + node));
        Stream.concat(Stream.of(sharedMemory), ofNodes)
                .filter(Files::exists)
                .map(Path::toString)
                .forEach(left::add);
        processes.stream().filter(pid -> ProcessHandle.of(pid).isPresent()).forEach(pid -> left.add("process " + pid));
        return left;
    }

    private String service(RondoConfig effective) {
        int listed = effective.membership().nodes().size();
        return listed == 0
                ? "embedded in this command, which is not among the victims"
                : (listed == 1 ? "1 node" : listed + " nodes") + (nodes > 0 ? "" : ", started beforehand")
                        + ", which are not among the victims";
    }

    private Map<String, Object> settings(RondoConfig effective, ChaosPlan plan) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("peers", effective.peers().size());
        settings.put("model", effective.model().name());
        settings.put("path", effective.transport().kind());
        settings.put("membership", service(effective));
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
