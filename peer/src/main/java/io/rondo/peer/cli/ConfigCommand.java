package io.rondo.peer.cli;

import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.RondoConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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

    @Override
    public Integer call() {
        RondoConfig config = options.read();
        spec.commandLine().getOut().print("# digest " + EffectiveConfig.digest(config) + "\n");
        spec.commandLine().getOut().print(EffectiveConfig.yaml(config));
        return ExitCode.DONE;
    }
}
