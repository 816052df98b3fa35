package io.rondo.bench.allreduce;

import io.rondo.bench.machine.Machine;
import io.rondo.bench.report.ChartFile;
import io.rondo.peer.RondoException;
import io.rondo.peer.cli.BenchCommand;
import io.rondo.peer.cli.ExitCode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rondo bench allreduce}: checks, measures, prints. */
@Command(
        name = "allreduce",
        description = "Measures the all-reduce alone, in nccl-tests' conventions; on request in turns with OpenMPI.",
        sortOptions = false)
public final class AllReduceCommand implements BenchCommand {
    @Mixin
    private AllReduceOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        options.check(spec);
        Sweep sweep = options.sweep();
        Workload workload = options.workload();
        List<Integer> counts = options.counts();
        requireMeans(sweep, workload, counts);
        PrintWriter out = spec.commandLine().getOut();
        Table table = new Table(out, options.compares(), options.showsAllocation, options.showsWire);
        Machine machine = Machine.here(spec.root().version()[0]);
        Map<String, Object> config = options.configuration();
        List<Row> rows = new ArrayList<>();
        try (RunDirectories directories = RunDirectories.create()) {
            OpenMpi mpi = options.compares("openmpi") ? OpenMpi.build(directories.programs()) : null;
            if (mpi != null) {
                config.put("openmpi", mpi.version());
            }
            printHead(table, machine, config);
            for (int peers : counts) {
                measure(sweep, workload.placed(peers), peers, mpi, directories, table, rows);
            }
        }
        if (options.isGrowth()) {
            new GrowthTable(out, counts).print(rows, sweep.places());
        }
        Report report = Report.of(machine, config, rows);
        table.printEnd(report);
        if (options.json != null) {
            report.write(options.json);
        }
        if (options.plot != null) {
            Picture.draw(options.plot, rows, title(config));
        }
        if (report.outOfBounds() != null && report.outOfBounds() > 0) {
            throw new RondoException(report.outOfBounds() + " elements of results are wrong: see column #wrong");
        }
        return ExitCode.DONE;
    }

    private static String title(Map<String, Object> config) {
        return String.format(
                "all-reduce, %s %s, %s peers, path %s",
                config.get("type"),
                config.get("redop"),
                config.get("peers").toString().replaceAll("[\\[\\]]", ""),
                config.get("path"));
    }

    private void requireMeans(Sweep sweep, Workload workload, List<Integer> counts) {
        int most = counts.stream().mapToInt(Integer::intValue).max().orElseThrow();
        SharedMemoryNeed.require(most, sweep.largest(), workload.hasWindows(), sweep.places());
        if (workload.binding() == Binding.CORE) {
            Cores.requireTaskset();
        }
        if (options.plot != null) {
            ChartFile.requireFonts();
        }
    }

    private static void printHead(Table table, Machine machine, Map<String, Object> config) {
        machine.lines().forEach(table::note);
        table.note(config.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" ")));
    }

    private void measure(
            Sweep sweep,
            Workload workload,
            int peers,
            OpenMpi mpi,
            RunDirectories directories,
            Table table,
            List<Row> rows) {
        List<Contestant> others = new ArrayList<>();
        try (RondoPeers rondo = RondoPeers.start("rondo", peers, workload, sweep, directories)) {
            if (mpi != null) {
                others.addAll(MpiProcesses.startAll(mpi, peers, workload, directories, table::note));
            }
            if (options.compares("stock")) {
                others.add(RondoPeers.start("stock", peers, workload.stock(), sweep, directories));
            }
            Measurement measurement = new Measurement(sweep, workload, peers, rondo, others);
            measurement.warmUp();
            table.note(peers + (peers == 1 ? " peer" : " peers"));
            table.printHead(sweep.places());
            for (long bytes : sweep.sizes()) {
                List<Row> measured = measurement.rows(bytes);
                table.printSize(measured);
                rows.addAll(measured);
            }
        } finally {
            others.forEach(Contestant::close);
        }
    }
}
