package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.ledger.LedgerReport;
import io.rondo.peer.ledger.LedgerVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts that are cut off from each other, as network namespaces: the side with the authority goes on, the other one ends or
 * waits, never both go on; healed, they are one ring again. {@code -Drondo.proofs=true} runs it, {@code -Drondo.budget=1s}
 * sets the budget; it prints what it has measured.
 */
@Tag("process")
@Timeout(300)
@EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
class PartitionTest {
    private static final String BUDGET = System.getProperty("rondo.budget", "2s");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MORE_STEPS = 100;

    @TempDir
    private Path directory;

    private World world;

    @Test
    void shouldEndOnTheSideWithoutTheEmbeddedServiceWhenTheCableIsPulled() throws IOException {
        try (Lab lab = Lab.up("cable", "--nics", "1", "--rate", "1gbit")) {
            write("");
            Rondo a = train(lab, "a");
            Rondo b = train(lab, "b");
            try (a;
                    b) {
                awaitWholeRing(a);
                lab.change("link", "a", "nic0", "down");
                long cutNs = System.nanoTime();
                awaitSurvivors(a);
                long goneOnMs = millisecondsSince(cutNs);
                assertThat(b.awaitExit()).as(b::toString).isEqualTo(1);
                long endedMs = millisecondsSince(cutNs);
                assertThat(b.err().get(b.err().size() - 1))
                        .contains("the membership service at 10.77.0.1:41100 is lost");
                assertThat(b.out()).noneMatch(line -> line.startsWith("generation"));
                awaitSteps("a");

                lab.change("link", "a", "nic0", "up");
                try (Rondo again = train(lab, "b")) {
                    again.awaitLine("peer 2 joined in generation ").awaitLine("peer 3 joined in generation ");
                    awaitSteps("b");
                    end(a); // and its peers leave in good order
                    Await.until(
                            PATIENCE,
                            () -> again.err().stream()
                                    .anyMatch(
                                            line -> line.contains("is lost: training goes on, the ring cannot change")),
                            again::toString);
                    end(again);
                }
                System.out.println("cable pulled, budget " + BUDGET + ": the side with the authority went on after "
                        + goneOnMs + " ms, the other one ended after " + endedMs + " ms, with: "
                        + b.err().get(b.err().size() - 1));
            }
        }
        assertVerified();
    }

    @Test
    void shouldWaitOnTheSideWithoutAMajorityOfNodesAndRejoinWhenThePartitionHeals() throws IOException {
        try (Lab lab = Lab.up("parted", "--hosts", "3", "--nics", "1", "--rate", "1gbit")) {
            write("membership: {nodes: [{host: 10.77.0.1, port: 42000}, {host: 10.77.0.2, port: 42000},"
                    + " {host: 10.77.0.3, port: 42000}]}\n");
            List<Rondo> all = new ArrayList<>();
            try {
                for (String host : List.of("a", "b", "c")) {
                    all.add(start(lab, host, "membership", "--node", String.valueOf(host.charAt(0) - 'a')));
                }
                List<Rondo> nodes = List.copyOf(all);
                Rondo a = train(lab, "a");
                all.add(a);
                Rondo b = train(lab, "b");
                all.add(b);
                awaitWholeRing(a);
                changeAll(lab, "block");
                long cutNs = System.nanoTime();
                awaitSurvivors(a);
                long goneOnMs = millisecondsSince(cutNs);
                Await.until(PATIENCE, () -> saysThatItWaits(b), b::toString);
                awaitSteps("a");
                assertThat(b.out()).noneMatch(line -> line.startsWith("generation"));
                assertThat(b.handle().isAlive()).isTrue();

                changeAll(lab, "unblock");
                long healedNs = System.nanoTime();
                b.awaitLine("peer 2 joined in generation ").awaitLine("peer 3 joined in generation ");
                long rejoinedMs = millisecondsSince(healedNs);
                awaitSteps("b");
                end(a);
                end(b);
                nodes.forEach(PartitionTest::end); // in good order, so that they leave nothing behind
                System.out.println("partition, three nodes, budget " + BUDGET + ": the side with the majority went on"
                        + " after " + goneOnMs + " ms, the other one waited, and was back " + rejoinedMs
                        + " ms after the partition had healed");
            } finally {
                all.forEach(Rondo::close);
            }
        }
        assertVerified();
    }

    private static void awaitWholeRing(Rondo a) {
        a.awaitLine("epoch 1:");
        assertThat(a.out()).as("nobody was cut off yet").noneMatch(line -> line.startsWith("generation"));
    }

    /** In one generation or two: the peers of the other host may be declared dead one after the other. */
    private static void awaitSurvivors(Rondo a) {
        Await.until(
                PATIENCE, () -> a.out().stream().anyMatch(line -> line.contains(": peers [0, 1] go on")), a::toString);
    }

    private static boolean saysThatItWaits(Rondo b) {
        return b.err().stream().anyMatch(line -> line.contains("has no leader"));
    }

    /**
     * Between b and the two others, the one without peers first: a node on b that leads would otherwise have a majority with
     * that, for the moment in which only a is cut off, and might take a's peers out.
     */
    private static void changeAll(Lab lab, String what) {
        for (String other : List.of("c", "a")) {
            lab.change(what, other, "b");
            lab.change(what, "b", other);
        }
    }

    /** Two peers on each of two hosts. */
    private void write(String more) throws IOException {
        world = World.withNoise(directory, "parted");
        Files.writeString(
                directory.resolve("hosts.yaml"), """
                job: %s
                peers:
                  - {id: 0, host: 10.77.0.1, port: 40100}
                  - {id: 1, host: 10.77.0.1, port: 40101}
                  - {id: 2, host: 10.77.0.2, port: 40100}
                  - {id: 3, host: 10.77.0.2, port: 40101}
                model: mlp
                data: {set: mnist, dir: %s}
                training: {epochs: 1000000, digestEvery: 20}
                recovery: {budget: %s}
                output: {dir: out}
                """.formatted(world.job(), directory.resolve("noise"), BUDGET) + more);
    }

    private Rondo train(Lab lab, String host) throws IOException {
        return start(lab, host, "train");
    }

    /** In a directory of the host's own: with one for all they would have the run's shared memory in common. */
    private Rondo start(Lab lab, String host, String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", directory.resolve("hosts.yaml").toString()));
        return lab.start(host, Files.createDirectories(directory.resolve(host)), Rondo.command(arguments));
    }

    private static long millisecondsSince(long ns) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - ns);
    }

    /** On that host. */
    private void awaitSteps(String host) {
        int peer = host.equals("a") ? 0 : 2;
        Path ledger = directory.resolve(host).resolve("out/ledger-" + peer + ".jsonl");
        long before = lines(ledger);
        Await.until(PATIENCE, () -> lines(ledger) >= before + MORE_STEPS, () -> "no more steps after " + before);
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Rondo rondo) {
        Rondo.signal("INT", rondo.handle());
        assertThat(rondo.awaitExit()).isNotZero();
    }

    /** The ledgers of both hosts, put together as for a verification after a run. */
    private void assertVerified() throws IOException {
        for (int peer : List.of(2, 3)) {
            String name = "ledger-" + peer + ".jsonl";
            Files.copy(
                    directory.resolve("b/out").resolve(name),
                    directory.resolve("a/out").resolve(name),
                    StandardCopyOption.REPLACE_EXISTING);
        }
        LedgerReport ledger = LedgerVerifier.verify(directory.resolve("a/out"));
        assertThat(ledger.violations().first()).isEmpty();
        assertThat(ledger.totals().completeEpochs()).isPositive();
        world.assertNothingLeft();
    }
}
