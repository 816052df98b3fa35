package io.rondo.peer.cli;

import io.rondo.peer.config.RondoConfig;
import io.rondo.peer.run.MembershipNode;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rondo membership}: one node of the replicated membership service, in this process. */
@Command(
        name = "membership",
        description = {
            "Run one node of the replicated membership service (key membership.nodes), until it is told to end.",
            "Give nodes and peers the same file and options. With three nodes any one may be lost."
        })
public final class MembershipCommand implements RondoCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOptions config;

    @Option(
            names = "--node",
            required = true,
            paramLabel = "K",
            description = "Which of membership.nodes this is, from 0.")
    private int node;

    @Option(names = "--launched", hidden = true, description = "For who starts it: standard input is a LauncherPipe.")
    private boolean isLaunched;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        RondoConfig effective = isLaunched ? LauncherPipe.complete(config.read()) : config.read();
        if (isLaunched) {
            LauncherPipe.endWithIt();
        }
        new MembershipNode(effective, node, line -> {
                    out.println(line);
                    out.flush();
                })
                .run();
        return ExitCode.DONE;
    }
}
