package io.rondo.membership.cluster;

import io.rondo.membership.JobSecret;
import io.rondo.membership.Member;
import io.rondo.membership.RemoteMembership;
import io.rondo.membership.ServiceNode;
import io.rondo.membership.View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.CloseHelper;
import org.agrona.IoUtil;

/** Nodes of a replicated service and peers in this process; one thread does the work of all of them. */
final class ThreeNodes implements AutoCloseable {
    static final List<Member> CONFIGURED =
            List.of(new Member(10, "h", 1), new Member(11, "h", 2), new Member(12, "h", 3));

    /** Silence is no matter of most tests, and cores may be starved. */
    private static final long BUDGET_NS = TimeUnit.SECONDS.toNanos(2);

    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long JOB = 42;
    private static final JobSecret SECRET = JobSecret.of("known to all of these");
    private static final String HOST = "127.0.0.1";

    final Map<Integer, RemoteMembership> peers = new TreeMap<>();
    private final Path directory;
    private final List<ServiceNode> places = new ArrayList<>();
    private final Map<Integer, ClusterNode> nodes = new TreeMap<>();
    private final int snapshotEvery;

    ThreeNodes(Path directory, int size, int snapshotEvery) {
        this.directory = directory;
        this.snapshotEvery = snapshotEvery;
        for (int node = 0; node < size; node++) {
            places.add(new ServiceNode(HOST, freePort()));
        }
        for (int node = 0; node < size; node++) {
            start(node);
        }
    }

    private static int freePort() {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(2_000, 3_100) * 10;
            try (ServerSocket tcp = new ServerSocket(first, 1, InetAddress.getByName(HOST))) {
                for (int port = first; port < first + ClusterNode.UDP_PORTS; port++) {
                    new DatagramSocket(port, InetAddress.getByName(HOST)).close();
                }
                return tcp.getLocalPort();
            } catch (IOException e) {
                continue; // taken: another
            }
        }
    }

    ClusterNode start(int node) {
        return start(node, 7);
    }

    ClusterNode start(int node, long configDigest) {
        try {
            ClusterNode started = new ClusterNode(
                    new NodeSettings(
                            node,
                            places,
                            FailoverProfile.SAFE,
                            Files.createDirectories(directory.resolve("node-" + node)),
                            Path.of("/dev/shm")
                                    .resolve("rondo-test-"
                                            + ProcessHandle.current().pid() + "-"
                                            + places.get(node).port()),
                            "job",
                            JOB,
                            configDigest,
                            SECRET,
                            CONFIGURED,
                            BUDGET_NS,
                            snapshotEvery),
                    remark -> {});
            nodes.put(node, started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing of it is left but its directory. */
    void stop(int node) {
        nodes.remove(node).close();
    }

    /** Of a node that was stopped. */
    void wipe(int node) {
        IoUtil.delete(directory.resolve("node-" + node).toFile(), false);
    }

    RemoteMembership peer(int id) {
        return peers.computeIfAbsent(id, key -> open(id, SECRET));
    }

    /** Works when it is put among the peers. */
    RemoteMembership open(int id, JobSecret secret) {
        return new RemoteMembership(places, true, JOB, 7, secret, "job", id, CONFIGURED, BUDGET_NS);
    }

    void joinAll() {
        CONFIGURED.forEach(member -> peer(member.id()).join(1));
        workUntil(() -> areAllIn(1, 10, 11, 12));
    }

    boolean areAllIn(int generation, Integer... ids) {
        return peers.values().stream().allMatch(peer -> isAt(peer.view(), generation, List.of(ids)));
    }

    /** All but the last one see a view without them, the last one has nobody to leave to. */
    boolean areAllOut() {
        return peers.values().stream()
                        .filter(peer -> peer.view().generation() >= CONFIGURED.size())
                        .count()
                == CONFIGURED.size();
    }

    private static boolean isAt(View view, int generation, List<Integer> ids) {
        return view != null && view.generation() == generation && view.ids().equals(ids);
    }

    ClusterNode node(int node) {
        return nodes.get(node);
    }

    /** Waits for one that leads. */
    int leader() {
        workUntil(() -> nodes.values().stream().anyMatch(node -> node.standing().isLeading()));
        return nodes.entrySet().stream()
                .filter(entry -> entry.getValue().standing().isLeading())
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    void workUntil(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + PATIENCE_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs > 0) {
                throw new AssertionError("did not happen: " + this);
            }
            work();
        }
    }

    void workFor(long ns) {
        long endNs = System.nanoTime() + ns;
        while (System.nanoTime() - endNs < 0) {
            work();
        }
    }

    private void work() {
        nodes.values().forEach(node -> node.doWork(System.nanoTime()));
        peers.values().forEach(peer -> peer.doWork(System.nanoTime()));
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        nodes.forEach((id, node) -> text.append("node ")
                .append(id)
                .append(' ')
                .append(node.standing())
                .append(' ')
                .append(node.view())
                .append(' ')
                .append(node.failure())
                .append('\n'));
        peers.forEach((id, peer) -> text.append("peer ")
                .append(id)
                .append(' ')
                .append(peer.view())
                .append(' ')
                .append(peer.hindrance())
                .append(' ')
                .append(peer.failure())
                .append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        CloseHelper.closeAll(peers.values());
        CloseHelper.closeAll(nodes.values());
    }
}
