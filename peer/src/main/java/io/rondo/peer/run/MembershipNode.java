package io.rondo.peer.run;

import io.rondo.membership.View;
import io.rondo.membership.cluster.ClusterNode;
import io.rondo.membership.cluster.NodeSettings;
import io.rondo.membership.cluster.Standing;
import io.rondo.peer.RondoException;
import io.rondo.peer.config.MembershipConfig;
import io.rondo.peer.config.RondoConfig;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node of a run's replicated membership service, from start to end: in this process, for as many runs as come. */
public final class MembershipNode {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipNode.class);
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long CLOSE_MS = TimeUnit.SECONDS.toMillis(5);

    private final RondoConfig config;
    private final int node;
    private final Consumer<String> says;
    private final CountDownLatch isClosed = new CountDownLatch(1);
    private volatile boolean isEnding;

    /**
     * @param node which of {@code membership.nodes}, from 0
     * @param says told a line when something has changed
     */
    public MembershipNode(RondoConfig config, int node, Consumer<String> says) {
        this.config = config;
        this.node = node;
        this.says = says;
        int nodes = config.membership().nodes().size();
        if (nodes == 0) {
            throw new RondoException(
                    "membership.nodes is empty: the membership service lives inside the run; list one or"
                            + " three nodes {host, port} in the config to start them by themselves");
        }
        if (node < 0 || node >= nodes) {
            throw new RondoException("no node " + node + ": membership.nodes has "
                    + (nodes == 1 ? "node 0 alone" : "the nodes 0 to " + (nodes - 1)));
        }
    }

    /** Runs until the process is told to end. */
    public void run() {
        Path directory = directory();
        try (RunDirectory held = RunDirectory.lock(directory, "node.lock", "membership.dir");
                SharedMemory memory = SharedMemory.open(RunName.of(config) + "-node-" + node);
                ClusterNode running = open(held.path(), memory.directory().resolve("driver"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end-node"));
            running.excuse(new LocalStarvation(SharedMemory.directoryOf(RunName.of(config))));
            serve(running);
        } catch (UncheckedIOException e) {
            throw new RondoException(e.getMessage(), e);
        } finally {
            isClosed.countDown();
        }
    }

    private Path directory() {
        return config.membership()
                .dir()
                .orElse(config.output().dir().resolve("membership"))
                .resolve("node-" + node);
    }

    private ClusterNode open(Path directory, Path driverDirectory) {
        MembershipConfig membership = config.membership();
        return new ClusterNode(
                new NodeSettings(
                        node,
                        membership.nodes(),
                        membership.profile(),
                        directory,
                        driverDirectory,
                        config.job(),
                        MembershipHost.jobId(config),
                        MembershipHost.digest(config),
                        config.secret(),
                        MembershipHost.members(config),
                        config.recovery().budget().toNanos(),
                        NodeSettings.DEFAULT_SNAPSHOT_EVERY),
                remark -> LOG.debug("{}", remark));
    }

    private void serve(ClusterNode running) {
        says.accept("membership node " + node + " of job " + config.job() + " at "
                + config.membership().nodes().get(node) + ", state in " + directory());
        says.accept(bound());
        Standing standing = null;
        View view = null;
        while (!isEnding) {
            running.doWork(System.nanoTime());
            if (running.failure() != null) {
                throw new RondoException("node " + node + ": " + running.failure());
            }
            if (!running.standing().equals(standing)) {
                standing = running.standing();
                says.accept("node " + node + " " + describe(standing));
            }
            if (running.view() != null && !running.view().equals(view)) {
                view = running.view();
                says.accept("generation " + view.generation() + ": peers " + view.ids());
            }
            LockSupport.parkNanos(PERIOD_NS);
        }
        says.accept("node " + node + " ends");
    }

    private String bound() {
        long budgetMs = config.recovery().budget().toMillis();
        long failoverMs = config.membership().profile().boundMs();
        boolean isAlone = config.membership().nodes().size() == 1;
        return "a lost peer is out within " + budgetMs + " ms (recovery.budget) while a node leads"
                + (isAlone
                        ? "; this is the only node: while it is away the ring cannot change"
                        : ", within " + (budgetMs + failoverMs) + " ms when the leading node is lost too");
    }

    private static String describe(Standing standing) {
        if (standing.isLeading()) {
            return "leads";
        }
        return standing.leaderId() < 0
                ? "looks for a majority of nodes: nobody leads, the ring cannot change"
                : "follows node " + standing.leaderId();
    }

    private void end() {
        isEnding = true;
        try {
            isClosed.await(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
