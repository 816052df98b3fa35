package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a peer's process is started: this JVM's java, the project's flags, this class path. */
final class PeerCommandLine {
    /** By name: the command line knows the launcher, not the other way round. */
    private static final String MAIN_CLASS = "io.rondo.peer.cli.Main";

    private static final String FLAGS = "jvm.flags";
    /** More JVM options, separated by blanks; the launcher script reads it too. */
    private static final String MORE_FLAGS = "RONDO_JAVA_OPTS";

    /** ND4J takes the available backend of the highest priority; its CUDA backend has 100. */
    private static final String CPU_FIRST = "1000";

    private PeerCommandLine() {}

    /** @param onCpu whether ND4J is to run on the processor even where a build with -Pcuda has its CUDA backend too */
    static ProcessBuilder of(List<String> arguments, boolean onCpu) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags());
        String more = System.getenv().getOrDefault(MORE_FLAGS, "").strip();
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split("\\s+")));
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(MAIN_CLASS);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("OMP_NUM_THREADS", "1"); // the only thing that limits ND4J's threads
        if (onCpu) {
            builder.environment().put("BACKEND_PRIORITY_CPU", CPU_FIRST);
        }
        return builder;
    }

    private static List<String> flags() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(PeerCommandLine.class.getResourceAsStream(FLAGS), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new RondoException("the jar's " + FLAGS + " cannot be read: " + e.getMessage(), e);
        }
    }
}
