package io.rondo.bench.allreduce;

import io.rondo.bench.process.Child;
import io.rondo.bench.process.Line;
import io.rondo.peer.RondoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** OpenMPI's ranks in one setting; rank 0 speaks for all. */
final class MpiProcesses implements Contestant {
    private static final Duration START_DEADLINE = Duration.ofSeconds(60);
    private static final Duration SLICE_DEADLINE = Duration.ofMinutes(10);
    private static final Duration END_PATIENCE = Duration.ofSeconds(2);

    private final MpiSetting setting;
    private final Child mpirun;

    private MpiProcesses(MpiSetting setting, Child mpirun) {
        this.setting = setting;
        this.mpirun = mpirun;
    }

    /** Starts one group a setting; tells of those that this machine does not allow, and goes on without them. */
    static List<MpiProcesses> startAll(
            OpenMpi mpi, int ranks, Workload workload, RunDirectories directories, Consumer<String> note) {
        List<MpiSetting> settings = workload.hosts().isEmpty()
                ? MpiSetting.worthTrying(ranks, Runtime.getRuntime().availableProcessors(), mpi.mechanisms())
                : MpiSetting.overTcp();
        List<MpiProcesses> starting = settings.stream()
                .map(setting -> start(mpi, setting, ranks, workload, directories))
                .toList();
        List<MpiProcesses> ready = new ArrayList<>();
        for (MpiProcesses group : starting) {
            try {
                if (group.mpirun.poll("ready", START_DEADLINE) == null) {
                    throw new RondoException("not ready within " + START_DEADLINE.toSeconds() + " s");
                }
                ready.add(group);
            } catch (RondoException e) {
                group.close();
                note.accept("openmpi " + group.label() + " is not measured: " + e.getMessage());
            }
        }
        if (ready.isEmpty() || !ready.get(0).label().equals(settings.get(0).label())) {
            throw new RondoException("OpenMPI does not start on this machine: see its words above");
        }
        return ready;
    }

    private static MpiProcesses start(
            OpenMpi mpi, MpiSetting setting, int ranks, Workload workload, RunDirectories directories) {
        try {
            Path pipes = Files.createTempDirectory(directories.programs(), "pipes-");
            return new MpiProcesses(
                    setting,
                    Child.startCommand(
                            "openmpi " + setting.label(), mpi.command(setting, ranks, workload, directories, pipes)));
        } catch (IOException e) {
            throw new RondoException("a directory for OpenMPI's pipes cannot be made: " + e.getMessage(), e);
        }
    }

    @Override
    public String label() {
        return setting.label();
    }

    @Override
    public Timings run(Slice slice) {
        mpirun.send(slice.toLine());
        Line ran = mpirun.poll("ran", SLICE_DEADLINE);
        if (ran == null) {
            throw new RondoException(
                    "openmpi " + label() + " did not answer within " + SLICE_DEADLINE.toMinutes() + " min");
        }
        return Timings.ofRanks(List.of(ran));
    }

    @Override
    public void close() {
        mpirun.end(END_PATIENCE);
    }
}
