package io.rondo.peer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option of every command that may need the user's classes; use with {@code @Mixin}. */
final class UserClassPath {
    @Option(
            names = "--classpath",
            paramLabel = "PATH",
            description = "A jar or directory with your own model or data classes; repeatable.")
    private List<Path> entries = new ArrayList<>();

    List<Path> entries() {
        return entries;
    }
}
