package io.rondo.peer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rondo ledger}: the group of what can be done with a run's ledgers. */
@Command(
        name = "ledger",
        description = "What a run's ledgers tell of its steps and samples.",
        subcommands = LedgerVerifyCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class LedgerCommand implements RondoCommand {
    @Spec
    private CommandSpec spec;

    /** Without a subcommand: the help, as an answer to a wrong command line. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
