package io.rondo.peer.cli;

import io.rondo.peer.config.yaml.Nearest;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line: picocli's own words, but for commands and options that do not exist. */
final class UsageSentence {
    private UsageSentence() {}

    static String of(ParameterException e) {
        List<String> unmatched = e instanceof UnmatchedArgumentException unknown ? unknown.getUnmatched() : List.of();
        if (unmatched.isEmpty()) {
            return e.getMessage();
        }
        CommandLine command = e.getCommandLine();
        String first = unmatched.get(0);
        if (first.startsWith("-")) {
            String name = first.split("=", 2)[0];
            return "unknown option " + name
                    + meant(name, command.getCommandSpec().optionsMap().keySet());
        }
        Collection<String> commands = command.getSubcommands().keySet();
        if (commands.isEmpty()) {
            return "unexpected argument " + first;
        }
        return "unknown command " + first + ", expected one of " + String.join(", ", commands) + meant(first, commands);
    }

    private static String meant(String word, Collection<String> known) {
        return Nearest.to(word, known)
                .map(meant -> "; did you mean " + meant + "?")
                .orElse("");
    }
}
