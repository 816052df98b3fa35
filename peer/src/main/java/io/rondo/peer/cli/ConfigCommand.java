package io.rondo.peer.cli;

import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo config}: prints the config as it takes effect, as a file that can be used again. */
@Command(
        name = "config",
        description = "Print the config that the other options make, every default spelled out, as a YAML file.")
public final class ConfigCommand implements RondoCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions options;

    @Option(
            names = "--timeouts",
            description = "Print instead every time-out that follows from recovery.budget, and what it bounds.")
    private boolean timeouts;

    @Override
    public Integer call() {
        RondoConfig config = options.read();
        PrintWriter out = spec.commandLine().getOut();
        if (timeouts) {
            new TimeoutTable(config).print(out);
        } else {
            print(config, out);
        }
        return ExitCode.DONE;
    }

    private static void print(RondoConfig config, PrintWriter out) {
        out.print("# digest " + EffectiveConfig.digest(config) + "\n");
        if (config.secret().isSet()) {
            out.print("# job.secret is set, and left out here\n");
        }
        out.print(EffectiveConfig.yaml(config));
    }
}
