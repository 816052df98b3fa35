package io.rondo.peer.cli;

import io.rondo.peer.RondoException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The entry of {@code rondo}: finds the commands, runs one, and turns what goes wrong into a sentence and a code. */
public final class Main {
    private static final int HELP_COLUMNS = 100;

    private Main() {}

    public static void main(String[] args) {
        int exitCode = run(
                args,
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(exitCode);
    }

    /** Runs one command line and returns its exit code ({@link ExitCode}); prints to these writers only. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        return run(args, out, err, System.getProperty("os.name"));
    }

    static int run(String[] args, PrintWriter out, PrintWriter err, String osName) {
        RootCommand root = new RootCommand();
        CommandLine commandLine = commandLine(root);
        commandLine.setOut(out).setErr(err);
        commandLine.setUsageHelpWidth(HELP_COLUMNS);
        commandLine.setParameterExceptionHandler((e, given) -> explainUsage(e, err));
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> explainFailure(e, root.stackTrace(), err));
        try {
            SupportedPlatform.require(osName);
            return commandLine.execute(args);
        } catch (RondoException e) {
            return explainFailure(e, false, err);
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static CommandLine commandLine(RootCommand root) {
        CommandLine commandLine = new CommandLine(root);
        ServiceLoader.load(RondoCommand.class).forEach(command -> commandLine.addSubcommand(command));
        List<BenchCommand> benchmarks = ServiceLoader.load(BenchCommand.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (!benchmarks.isEmpty()) {
            CommandLine group = new CommandLine(new BenchGroup());
            benchmarks.forEach(group::addSubcommand);
            commandLine.addSubcommand(group);
        }
        return commandLine;
    }

    private static int explainUsage(ParameterException e, PrintWriter err) {
        err.println("rondo: " + UsageSentence.of(e));
        err.println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE;
    }

    private static int explainFailure(Exception e, boolean stackTrace, PrintWriter err) {
        boolean expected = e instanceof RondoException;
        err.println("rondo: " + (expected ? e.getMessage() : "unexpected error, please report it: " + e));
        if (stackTrace) {
            e.printStackTrace(err);
        } else if (!expected) {
            err.println("Run again with --stacktrace to see where.");
        }
        return ExitCode.FAILED;
    }
}
