package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.ledger.LedgerReport;
import io.rondo.peer.ledger.LedgerVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes of the membership service, killed while peers train. {@code -Drondo.kills=20 -Drondo.peerKills=20
 * -Drondo.budget=1s} is the long form; it prints what it has measured.
 */
@Tag("process")
@Timeout(600)
class ReplicatedMembershipTest {
    private static final int KILLS = Integer.getInteger("rondo.kills", 1);
    private static final int PEER_KILLS = Integer.getInteger("rondo.peerKills", 1);
    /** Many builds on one machine may starve a peer for more than the default second. */
    private static final String BUDGET = System.getProperty("rondo.budget", "5s");

    private static final int PEERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MORE_STEPS = 100;

    @TempDir
    private Path directory;

    @Test
    void shouldTrainOnWhileLeadersAreKilled() {
        World world = World.withNoise(directory, "leaders");
        List<Long> failoversMs = new ArrayList<>();
        List<Long> goneMs = new ArrayList<>();
        try (Nodes nodes = new Nodes(world, PEERS, BUDGET);
                Rondo rondo = nodes.train("--restart")) {
            for (int kill = 0; kill < KILLS; kill++) {
                int leader = nodes.awaitLeader();
                pauseAtRandom();
                long killedNs = System.nanoTime();
                nodes.kill(leader);
                nodes.awaitLeader();
                failoversMs.add(millisecondsSince(killedNs));
                nodes.startAgain(leader);
            }
            assertThat(rondo.out()).noneMatch(line -> line.startsWith("generation")); // no peer noticed
            awaitSteps(MORE_STEPS);

            for (int kill = 0; kill < PEER_KILLS; kill++) {
                int leader = nodes.awaitLeader();
                int victim = ThreadLocalRandom.current().nextInt(PEERS);
                ProcessHandle peer = rondo.peers().get(victim);
                int generations = count(rondo, "generation");
                int joins = count(rondo, "peer " + victim + " joined in generation");
                nodes.kill(leader);
                long killedNs = System.nanoTime();
                Rondo.signal("KILL", peer);
                await(rondo, nodes, () -> count(rondo, "generation") > generations);
                goneMs.add(millisecondsSince(killedNs));
                await(rondo, nodes, () -> count(rondo, "peer " + victim + " joined in generation") > joins);
                nodes.awaitLeader();
                nodes.startAgain(leader);
            }
            awaitSteps(MORE_STEPS);
            end(rondo);
            nodes.endAll();
            System.out.println("kill -9 of the leading node: ms until another leads " + figures(failoversMs)
                    + "; of a peer right after it: ms until the others go on " + figures(goneMs));
        }
        assertVerified();
        world.assertNothingLeft();
    }

    @Test
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    void shouldTrainOnWithoutAMajorityAndWaitForViews() {
        World world = World.withNoise(directory, "majority");
        try (Nodes nodes = new Nodes(world, PEERS, BUDGET);
                Rondo rondo = nodes.train()) {
            int first = nodes.awaitLeader();
            nodes.kill(first);
            int second = nodes.awaitLeader();
            nodes.kill(second);
            await(
                    rondo,
                    nodes,
                    () -> rondo.err().stream()
                            .anyMatch(line -> line.contains("has no leader")
                                    && line.endsWith("training goes on, the ring cannot change")));
            awaitSteps(MORE_STEPS);

            Rondo.signal("KILL", rondo.peers().get(1));
            rondo.awaitLine("peer 1 (process");
            assertThat(rondo.out()).noneMatch(line -> line.startsWith("generation"));
            nodes.startAgain(first);
            await(rondo, nodes, () -> count(rondo, "generation") > 0);
            awaitSteps(MORE_STEPS);
            end(rondo);
            nodes.startAgain(second); // and clears away what it had left when it was killed
            nodes.endAll();
        }
        assertVerified();
        world.assertNothingLeft();
    }

    @Test
    void shouldEndOnCtrlCAndLeaveItsLogAlone() {
        World world = World.withNoise(directory, "nodes");
        try (Nodes nodes = new Nodes(world, 2, BUDGET)) {
            int leader = nodes.awaitLeader();
            Rondo ended = nodes.interrupt(leader);
            Rondo.millisUntilGone(List.of(ended.handle()), Soon.limit());
            assertThat(ended.err()).isEmpty();
            assertThat(world.sharedMemory()).hasSize(Nodes.COUNT - 1);
            nodes.awaitLeader();
            nodes.startAgain(leader);
        }
    }

    private void pauseAtRandom() {
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(500)));
    }

    private static long millisecondsSince(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ns);
    }

    private static int count(Rondo rondo, String begin) {
        return (int) rondo.out().stream().filter(line -> line.startsWith(begin)).count();
    }

    private static void await(Rondo rondo, Nodes nodes, BooleanSupplier condition) {
        Await.until(PATIENCE, condition, () -> rondo + "\n" + nodes);
    }

    private void awaitSteps(int more) {
        long before = ledgerLines();
        Await.until(PATIENCE, () -> ledgerLines() >= before + more, () -> "no more steps after " + before);
    }

    private long ledgerLines() {
        try (Stream<String> lines = Files.lines(directory.resolve("out/ledger-0.jsonl"))) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Rondo rondo) {
        Rondo.signal("INT", rondo.handle());
        assertThat(rondo.awaitExit()).isNotZero();
    }

    private void assertVerified() {
        LedgerReport ledger = LedgerVerifier.verify(directory.resolve("out"));
        assertThat(ledger.violations().first()).isEmpty();
    }

    private static String figures(List<Long> milliseconds) {
        List<Long> sorted = new ArrayList<>(milliseconds);
        Collections.sort(sorted);
        return sorted.isEmpty()
                ? "none"
                : "n=" + sorted.size() + " p50=" + sorted.get(sorted.size() / 2) + " max="
                        + sorted.get(sorted.size() - 1) + " " + milliseconds;
    }
}
