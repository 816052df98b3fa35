package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rondo.peer.ledger.LedgerReport;
import io.rondo.peer.ledger.LedgerVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode gossip from the command line: the same commands, reports and checkpoints, and one model at the end. */
@Tag("process")
@Timeout(300)
class GossipTest {
    @TempDir
    private Path directory;

    private static final int EPOCHS = 40;
    /** A holder keeps the token for so long that it can be killed with it. */
    private static final int HOLD_STEPS = 100;

    private static final long BUDGET_MS = 1_000;

    @Test
    void shouldEndWithOneModelThatHasLearned() {
        train("window");
    }

    @Test
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    void shouldDoSoOverUdp() {
        train("udp");
    }

    private void train(String kind) {
        World world = World.withNoise(directory, "gossip");

        Rondo rondo = world.trainToTheEnd(
                "out",
                "--mode",
                "gossip",
                "--model",
                "mlp",
                "--peers",
                "3",
                "--epochs",
                String.valueOf(EPOCHS),
                "--slow",
                "1=3x",
                "--set",
                "transport.kind=" + kind);

        assertThat(rondo.out()).anyMatch(line -> line.startsWith("replicas: 3 of 3 digests equal"));
        JsonNode report = world.report("out");
        assertThat(report.get("testAccuracy").asDouble()).isGreaterThan(0.8);
        JsonNode gossip = report.get("gossip");
        assertThat(gossip.get("exchanges").asLong()).isGreaterThan(10);
        assertThat(gossip.get("worstReplica").asDouble()).isGreaterThan(0.7);
        LedgerReport ledger = LedgerVerifier.verify(directory.resolve("out"));
        assertThat(ledger.violations().first()).isEmpty();
        assertThat(ledger.totals().samples()).isGreaterThanOrEqualTo(EPOCHS * 960L - 3 * 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2}) // peer 0 holds the data driver and leads
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    void shouldGoOnWithoutAPeerThatIsKilled(int victim) {
        World world = World.withNoise(directory, "gossip-kill");
        try (Rondo rondo = world.train(
                        "out",
                        "--mode",
                        "gossip",
                        "--model",
                        "mlp",
                        "--peers",
                        "3",
                        "--steps",
                        "1500",
                        "--epochs",
                        "1000")
                .awaitLine("training:")) {

            Rondo.signal("KILL", rondo.peers().get(victim));
            rondo.awaitLine("generation 2:");

            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
            assertThat(rondo.out()).anyMatch(line -> line.startsWith("replicas: 2 of 2 digests equal"));
            assertThat(LedgerVerifier.verify(directory.resolve("out"))
                            .violations()
                            .first())
                    .isEmpty();
            world.assertNothingLeft();
        }
    }

    @Test
    void shouldTakePeersBackThatDiedOrFroze() {
        World world = World.withNoise(directory, "gossip-back");
        try (Rondo rondo = world.train(
                        "out",
                        "--mode",
                        "gossip",
                        "--model",
                        "mlp",
                        "--peers",
                        "3",
                        "--epochs",
                        "1000000",
                        "--restart",
                        "--set",
                        "recovery.budget=3s")
                .awaitLine("training:")) {
            Rondo.signal("KILL", rondo.peers().get(0)); // it holds the data driver, and leads
            rondo.awaitLine("peer 0 joined in generation 3 at step ");

            ProcessHandle frozen = rondo.peers().get(1);
            Rondo.signal("STOP", frozen);
            rondo.awaitLine("generation 4: peers [0, 2] go on");
            Rondo.signal("CONT", frozen);
            rondo.awaitLine("peer 1 joined in generation 5 at step ");

            Rondo.signal("TERM", rondo.peers().get(2));
            rondo.awaitLine("peer 2 left after step ").awaitLine("generation 6: peers [0, 1] go on");

            Rondo.signal("INT", rondo.handle());
            Rondo.millisUntilGone(List.of(rondo.handle()), Soon.limit());
            world.assertNothingLeft();
        }
        assertThat(LedgerVerifier.verify(directory.resolve("out")).violations().first())
                .isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
    void shouldMakeATokenAnewThatDiedWithItsHolder() {
        World world = World.withNoise(directory, "gossip-holder");
        try (Rondo rondo = start(world, "out", "--model", "mlp", "--steps", "100000", "--epochs", "100000")) {
            TokenHolders holders = new TokenHolders(rondo);
            TokenHolders.Holder first = holders.await(1);
            Rondo.signal("KILL", rondo.peers().get(first.peer()));
            assertThat(holders.await(first.generation() + 1).peer()).isNotEqualTo(first.peer());
        }
    }

    /**
     * So many holders of the token are killed in one run, and each is started again: how long the others have none, and how
     * the run ends beside one in which nobody died. Its figures are in docs/hogwild.md.
     */
    @Test
    @EnabledIfSystemProperty(named = "rondo.kills", matches = "[1-9][0-9]*")
    @Timeout(1200)
    void shouldEndAsWellAsARunInWhichNobodyDied() {
        String mnist = System.getenv("RONDO_MNIST");
        assertThat(mnist).as("the environment variable RONDO_MNIST").isNotNull();
        World world = World.withDigits(directory, "gossip-kills");
        String epochs = System.getProperty("rondo.epochs", "20");
        int kills = Integer.getInteger("rondo.kills");
        List<Long> millis = new ArrayList<>();
        try (Rondo rondo = start(
                world,
                "killed",
                "--epochs",
                epochs,
                "--restart",
                "--set",
                "data.set=mnist",
                "--data-dir",
                mnist,
                "--batch",
                "64")) {
            TokenHolders holders = new TokenHolders(rondo);
            int generation = 1;
            while (millis.size() < kills) {
                TokenHolders.Holder holder = holders.await(generation);
                long beginNs = System.nanoTime();
                Rondo.signal("KILL", rondo.peers().get(holder.peer()));
                TokenHolders.Holder next = holders.await(holder.generation() + 1);
                millis.add((System.nanoTime() - beginNs) / 1_000_000);
                System.out.println("kill -9 of peer " + holder.peer() + ", the token's holder: peer " + next.peer()
                        + " has a new one after " + millis.get(millis.size() - 1) + " ms");
                rondo.awaitLine("peer " + holder.peer() + " joined in generation " + (holder.generation() + 2));
                generation = holder.generation() + 2;
            }
            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
        }
        try (Rondo rondo = start(
                world,
                "undisturbed",
                "--epochs",
                epochs,
                "--set",
                "data.set=mnist",
                "--data-dir",
                mnist,
                "--batch",
                "64")) {
            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
        }
        double killed = world.report("killed").get("testAccuracy").asDouble();
        double undisturbed = world.report("undisturbed").get("testAccuracy").asDouble();
        System.out.println(kills + " holders killed: a new token after at most " + Collections.max(millis)
                + " ms, accuracy " + killed + ", undisturbed " + undisturbed);
        assertThat(Collections.max(millis)).isLessThan(BUDGET_MS);
        assertThat(killed).isGreaterThan(undisturbed - 0.003);
    }

    private Rondo start(World world, String output, String... more) {
        List<String> arguments = world.trainArguments(output, "--mode", "gossip", "--peers", "4");
        arguments.addAll(List.of(more));
        arguments.addAll(List.of("--set", "gossip.holdSteps=" + HOLD_STEPS, "--set", "recovery.budget=1s"));
        return Rondo.startCommand(directory, Rondo.command(arguments), Map.of("RONDO_LOG", "DEBUG"))
                .awaitLine("training:");
    }

    @Test
    void shouldGoOnFromACheckpoint() {
        World world = World.withNoise(directory, "gossip-resume");
        String[] half = {"--mode", "gossip", "--model", "mlp", "--peers", "2", "--epochs", "8", "--steps", "100"};
        world.trainToTheEnd("out", half);

        Rondo rondo = world.trainToTheEnd(
                "out", "--mode", "gossip", "--model", "mlp", "--peers", "2", "--epochs", "8", "--resume");

        assertThat(rondo.out()).anyMatch(line -> line.contains("steps 101 to 240"));
        assertThat(LedgerVerifier.verify(directory.resolve("out")).violations().first())
                .isEmpty();
    }
}
