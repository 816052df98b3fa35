package io.rondo.peer.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three processes {@code rondo membership}, and the config that they share with a run. */
final class Nodes implements AutoCloseable {
    static final int COUNT = 3;

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final String HOST = "127.0.0.1";
    private static final String CONFIG = "nodes.yaml";
    /** Ports from each of those that are chosen on, below the range from which Linux serves others. */
    private static final int PORTS = 10;

    private final World world;
    private final Map<Integer, Rondo> running = new TreeMap<>();

    /** Writes the config of a run with so many peers, and starts the nodes. */
    Nodes(World world, int peers, String budget) {
        this.world = world;
        List<Integer> ports = freePorts(peers + COUNT);
        String listed = IntStream.range(0, peers)
                .mapToObj(id -> "{id: " + id + ", port: " + ports.get(id) + "}")
                .collect(Collectors.joining(", "));
        String nodes = ports.subList(peers, ports.size()).stream()
                .map(port -> "{port: " + port + "}")
                .collect(Collectors.joining(", "));
        String yaml = "job: " + world.job() + "\npeers: [" + listed + "]\nmodel: mlp\n"
                + "data: {set: mnist, dir: noise}\ntraining: {epochs: 1000000}\nrecovery: {budget: " + budget
                + "}\nmembership: {nodes: [" + nodes + "]}\noutput: {dir: out}\n";
        try {
            Files.writeString(world.directory().resolve(CONFIG), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        IntStream.range(0, COUNT).forEach(this::start);
    }

    /** Free with those just above them, and 1000 above them too. */
    static List<Integer> freePorts(int count) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int first = ThreadLocalRandom.current().nextInt(2_000, 3_000) * PORTS;
            try (ServerSocket tcp = new ServerSocket(first, 1, InetAddress.getByName(HOST))) {
                for (int port = first; port < first + PORTS; port++) {
                    new DatagramSocket(port, InetAddress.getByName(HOST)).close();
                }
                boolean isNear = ports.stream().anyMatch(port -> Math.abs(port - tcp.getLocalPort()) % 1_000 < PORTS);
                if (!isNear) {
                    ports.add(tcp.getLocalPort());
                }
            } catch (IOException e) {
                continue; // taken: another
            }
        }
        return ports;
    }

    Rondo start(int node) {
        Rondo rondo = Rondo.start(
                world.directory(), List.of("membership", "--config", CONFIG, "--node", String.valueOf(node)));
        running.put(node, rondo);
        return rondo;
    }

    /** A run with the same config, already training. */
    Rondo train(String... options) {
        List<String> arguments = new ArrayList<>(List.of("train", "--config", CONFIG));
        arguments.addAll(List.of(options));
        return Rondo.start(world.directory(), arguments).awaitLine("training:");
    }

    /** Waits until one of those that run says that it leads. */
    int awaitLeader() {
        Await.until(PATIENCE, () -> leader().isPresent(), this::toString);
        return leader().orElseThrow();
    }

    private Optional<Integer> leader() {
        return running.entrySet().stream()
                .filter(entry -> standing(entry.getValue()).equals("node " + entry.getKey() + " leads"))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static String standing(Rondo node) {
        return node.out().stream()
                .filter(line -> line.matches("node \\d (leads|follows|looks).*"))
                .reduce("", (earlier, later) -> later);
    }

    /** kill -9. */
    void kill(int node) {
        Rondo.signal("KILL", running.remove(node).handle());
    }

    /** Starts a killed one again, in the directory that it has left, and waits until it follows. */
    void startAgain(int node) {
        start(node).awaitLine("node " + node + " follows");
    }

    /** Ctrl-C. */
    Rondo interrupt(int node) {
        Rondo ending = running.remove(node);
        Rondo.signal("INT", ending.handle());
        return ending;
    }

    @Override
    public String toString() {
        return running.toString();
    }

    /** Ctrl-C to all that run; they leave nothing behind. */
    void endAll() {
        List<Rondo> ending =
                List.copyOf(running.keySet()).stream().map(this::interrupt).toList();
        ending.forEach(Rondo::awaitExit);
    }

    @Override
    public void close() {
        running.values().forEach(Rondo::close);
    }
}
