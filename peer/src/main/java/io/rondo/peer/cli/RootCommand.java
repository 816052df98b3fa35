package io.rondo.peer.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo} itself: help, version, and what every subcommand understands. */
@Command(
        name = "rondo",
        description = "Trains one model on many peers, with no server in the middle.",
        versionProvider = VersionText.class,
        subcommandsRepeatable = false,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExit codes:%n",
        footer = {"  0   done", "  1   failed: one sentence on stderr says why", "  2   the command line is wrong"})
final class RootCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    private boolean version;

    @Option(
            names = "--stacktrace",
            scope = CommandLine.ScopeType.INHERIT,
            description = "When the command fails, print the stack trace as well.")
    private boolean stackTrace;

    boolean stackTrace() {
        return stackTrace;
    }

    /** Without a subcommand: the help, as an answer to a wrong command line. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }
}
