package io.rondo.peer.launch;

import io.rondo.peer.RondoException;
import io.rondo.peer.config.EffectiveConfig;
import io.rondo.peer.config.MembershipConfig;
import io.rondo.peer.config.PeerConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.IoUtil;

/**
 * The nodes of a replicated membership service as processes of this host, for as long as a run needs them: they end with
 * this process, however it ends. What they say goes into a file each.
 */
public final class NodeProcesses implements AutoCloseable {
    /** For a node's orderly end. */
    private static final long END_MS = TimeUnit.SECONDS.toMillis(5);

    private final Path directory;
    private final RondoConfig config;
    private final List<Process> processes = new ArrayList<>();

    private NodeProcesses(Path directory, RondoConfig config) {
        this.directory = directory;
        this.config = config;
    }

    /** Chooses ports for so many nodes, and for peers without ones; nothing runs yet. */
    public static NodeProcesses beside(RondoConfig config, int count) {
        RondoConfig peers = FreePorts.fillIn(config, PeerConfig.LOCAL_HOST);
        try {
            Path directory = Files.createTempDirectory("rondo-nodes-");
            MembershipConfig membership = new MembershipConfig(
                    FreePorts.nodes(peers, count), peers.membership().profile(), Optional.of(directory));
            return new NodeProcesses(directory, peers.withMembership(membership));
        } catch (IOException e) {
            throw new RondoException("no directory or UDP ports for membership nodes: " + e.getMessage(), e);
        }
    }

    /** Of the run with these nodes. */
    public RondoConfig config() {
        return config;
    }

    /** Starts all of them; peers wait for them by themselves. */
    public void start() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end-nodes"));
        try {
            Path file = Files.writeString(directory.resolve("rondo.yaml"), EffectiveConfig.yaml(config));
            for (int node = 0; node < config.membership().nodes().size(); node++) {
                Process process = PeerCommandLine.of(
                                List.of(
                                        "membership",
                                        "--config",
                                        file.toString(),
                                        "--node",
                                        String.valueOf(node),
                                        "--launched"),
                                true)
                        .redirectErrorStream(true)
                        .redirectOutput(said(node).toFile())
                        .start();
                processes.add(process);
                config.secret().writeLine(process.getOutputStream());
            }
        } catch (IOException e) {
            throw new RondoException("the membership nodes cannot be started: " + e.getMessage(), e);
        }
    }

    private Path said(int node) {
        return directory.resolve("node-" + node + ".log");
    }

    /** Throws when one has ended, with what it said last. */
    public void requireAlive() {
        for (int node = 0; node < processes.size(); node++) {
            if (!processes.get(node).isAlive()) {
                throw new RondoException("membership node " + node + " "
                        + ChildPeer.describe(processes.get(node).exitValue()) + ": " + lastWords(node));
            }
        }
    }

    private String lastWords(int node) {
        try (Stream<String> lines = Files.lines(said(node))) {
            return lines.reduce("it said nothing", (earlier, later) -> later);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Of all nodes. */
    public List<Long> processes() {
        return processes.stream().map(Process::pid).toList();
    }

    @Override
    public synchronized void close() {
        processes.forEach(Process::destroy);
        try {
            for (Process process : processes) {
                if (!process.waitFor(END_MS, TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            processes.forEach(Process::destroyForcibly);
            Thread.currentThread().interrupt();
        }
        IoUtil.delete(directory.toFile(), true);
    }
}
