package io.rondo.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A laboratory of {@code scripts/netlab} for one test: hosts as network namespaces. */
public final class Lab implements AutoCloseable {
    private static final Path SCRIPT = Path.of(System.getProperty("rondo.root"), "scripts", "netlab");

    private final String name = "bench-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);

    private Lab() {}

    /** Builds one with the options of {@code netlab up}; without root or the tools the test is skipped. */
    public static Lab up(String... options) throws IOException {
        Lab lab = new Lab();
        List<String> command = new ArrayList<>(List.of("up"));
        command.addAll(List.of(options));
        String said = lab.netlab(command.toArray(String[]::new));
        Assumptions.assumeFalse(said.contains("root") || said.contains("apt-get"), said);
        return lab;
    }

    /** Runs a command of the script; what it says. */
    public String netlab(String... command) throws IOException {
        List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), "--lab", name));
        line.addAll(List.of(command));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The network namespace that a host is. */
    public String namespace(String host) {
        return name + "-" + host;
    }

    @Override
    public void close() throws IOException {
        assertThat(netlab("down")).doesNotContain("cannot");
    }
}
