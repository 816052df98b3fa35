package io.rondo.peer.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Two hosts as network namespaces, made by {@code scripts/netlab}; the test is skipped where that is not possible. */
final class Lab implements AutoCloseable {
    private final String name;

    private record Answer(int exit, String said) {}

    private Lab(String name) {
        this.name = name;
    }

    /** Builds it with these options. */
    static Lab up(String name, String... options) {
        Lab lab = new Lab(name + "-" + ProcessHandle.current().pid());
        List<String> command = new ArrayList<>(List.of("up"));
        command.addAll(List.of(options));
        Answer answer = lab.netlab(command);
        assumeTrue(answer.exit == 0, answer.said); // needs root, iproute2, nftables and ethtool
        return lab;
    }

    /** Changes something in it: {@code link a nic1 down}. */
    void change(String... command) {
        Answer answer = netlab(List.of(command));
        if (answer.exit != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + answer.said);
        }
    }

    /** Starts a program on a host of it. */
    Rondo start(String host, Path directory, List<String> program) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name + "-" + host));
        command.addAll(program);
        return Rondo.startCommand(directory, command, Map.of("OMP_NUM_THREADS", "1"));
    }

    private Answer netlab(List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("rondo.root"), "scripts", "netlab").toString(), "--lab", name));
        line.addAll(command);
        try {
            Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        netlab(List.of("down"));
    }
}
