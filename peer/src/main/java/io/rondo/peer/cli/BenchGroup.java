package io.rondo.peer.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rondo bench}: the group of the {@link BenchCommand}s. */
@Command(name = "bench", description = "Benchmarks.", synopsisSubcommandLabel = "COMMAND")
final class BenchGroup implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** Without a subcommand: the help, as an answer to a wrong command line. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
