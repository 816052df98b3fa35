package io.rondo.bench.allreduce;

import io.rondo.peer.RondoException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The OpenMPI of this machine, with our program compiled for it.
 *
 * @param version as {@code mpirun --version} says
 * @param mechanisms by which it can copy between processes, its default first
 */
record OpenMpi(String version, Path program, List<String> mechanisms) {
    private static final String SOURCE = "mpi_contestant.c";
    private static final String MISSING =
            "--compare openmpi needs OpenMPI's %s: install it (Debian: apt install openmpi-bin libopenmpi-dev)";
    private static final Pattern MECHANISM = Pattern.compile(
            "(?m)^mca:btl:vader:param:btl_vader_single_copy_mechanism:(?:enumerator:value:\\d+|value):(\\w+)$");
    private static final long COMMAND_DEADLINE_S = 60;

    /** Compiles the program into a directory; refuses a machine that has no OpenMPI. */
    static OpenMpi build(Path directory) {
        String version =
                run("mpirun", "mpirun", "--version").lines().findFirst().orElse("");
        if (!version.contains("Open MPI")) {
            throw new RondoException(String.format(MISSING, "mpirun") + ", the one here says: " + version);
        }
        Path source = directory.resolve(SOURCE);
        Path program = directory.resolve("mpi_contestant");
        try (InputStream in = OpenMpi.class.getResourceAsStream(SOURCE)) {
            Files.copy(in, source);
        } catch (IOException e) {
            throw new RondoException(source + ": cannot be written: " + e.getMessage(), e);
        }
        String said = run("mpicc", "mpicc", "-O3", "-march=native", "-o", program.toString(), source.toString());
        if (!Files.isExecutable(program)) {
            throw new RondoException("mpicc did not compile the comparison's program: "
                    + said.lines().findFirst().orElse("it says nothing"));
        }
        return new OpenMpi(version, program, ownMechanisms());
    }

    private static List<String> ownMechanisms() {
        String said = run("ompi_info", "ompi_info", "--parsable", "--param", "btl", "vader", "--level", "9");
        List<String> names = MECHANISM
                .matcher(said)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        return names.isEmpty() ? List.of("none") : names;
    }

    private static String run(String what, String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_DEADLINE_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return said;
        } catch (IOException e) {
            throw new RondoException(String.format(MISSING, what), e);
        } catch (InterruptedException e) {
            throw new RondoException("interrupted while waiting for " + what, e);
        }
    }

    /** The command that starts so many ranks; all files that OpenMPI makes lie in the run's directories. */
    List<String> command(MpiSetting setting, int ranks, Workload workload, RunDirectories directories, Path pipes) {
        List<HostSpec> hosts = workload.hosts();
        List<String> command = new ArrayList<>();
        if (!hosts.isEmpty() && !hosts.get(0).namespace().isEmpty()) {
            command.addAll(hosts.get(0).prefix());
            command.addAll(List.of(
                    "env",
                    "PMIX_MCA_ptl_tcp_remote_connections=1",
                    "PMIX_MCA_ptl_tcp_if_include="
                            + network(hosts.get(0).rails().get(0))));
        }
        command.addAll(List.of("mpirun", "--allow-run-as-root", "--oversubscribe"));
        mca(command, "pml", "ob1");
        mca(command, "orte_tmpdir_base", directories.programs().toString());
        if (hosts.isEmpty()) {
            mca(command, "btl", "self,vader");
            mca(command, "btl_vader_backing_directory", directories.shared().toString());
        } else {
            mca(command, "btl", "self,tcp");
            mca(
                    command,
                    "btl_tcp_if_include",
                    hosts.get(0).rails().stream()
                            .map(OpenMpi::network)
                            .distinct()
                            .collect(Collectors.joining(",")));
        }
        command.addAll(setting.options());
        String first = HostSpec.of(0, ranks, hosts).namespace();
        for (int rank = 0; rank < ranks; rank++) {
            command.addAll(rank == 0 ? List.of("-np", "1") : List.of(":", "-np", "1"));
            HostSpec host = HostSpec.of(rank, ranks, hosts);
            command.addAll(host.namespace().equals(first) ? List.of() : host.prefix());
            command.addAll(List.of(
                    program.toString(), Names.of(workload.type()), Names.of(workload.operator()), pipes.toString()));
        }
        return command;
    }

    /** The network that OpenMPI is to use, by one of its addresses; it wants IPv4. */
    private static String network(String address) {
        return address.startsWith("127.") ? "lo" : address + "/24";
    }

    private static void mca(List<String> command, String parameter, String value) {
        command.addAll(List.of("--mca", parameter, value));
    }
}
