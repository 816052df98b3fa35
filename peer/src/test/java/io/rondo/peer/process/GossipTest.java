package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rondo.peer.ledger.LedgerReport;
import io.rondo.peer.ledger.LedgerVerifier;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mode gossip from the command line: the same commands, reports and checkpoints, and one model at the end. */
@Tag("process")
@Timeout(300)
class GossipTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"window", "udp"})
    void shouldEndWithOneModelThatHasLearned(String kind) {
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
                "12",
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
        assertThat(ledger.totals().samples()).isGreaterThanOrEqualTo(12 * 960L - 3 * 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2}) // peer 0 holds the data driver and leads
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
                        "3000",
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

    /** {@code -Drondo.kills=50} for a longer proof: as many holders of the token are killed, two a run. */
    @Test
    void shouldMakeATokenAnewThatDiedWithItsHolder() {
        World world = World.withNoise(directory, "gossip-holder");
        int kills = Integer.getInteger("rondo.kills", 1);
        for (int done = 0; done < kills; ) {
            List<String> arguments = world.trainArguments(
                    "out",
                    "--mode",
                    "gossip",
                    "--model",
                    "mlp",
                    "--peers",
                    "4",
                    "--steps",
                    "100000",
                    "--epochs",
                    "100000");
            arguments.addAll(List.of("--set", "gossip.holdSteps=100", "--set", "recovery.budget=1s"));
            try (Rondo rondo = Rondo.startCommand(directory, Rondo.command(arguments), Map.of("RONDO_LOG", "DEBUG"))
                    .awaitLine("training:")) {
                for (int generation = 2; generation <= 3 && done < kills; generation++) {
                    int holder = awaitHolder(rondo, generation - 1);
                    long beginNs = System.nanoTime();
                    Rondo.signal("KILL", rondo.peers().get(holder));
                    int next = awaitHolder(rondo, generation);
                    System.out.println("kill -9 of peer " + holder + ", the token's holder: peer " + next
                            + " has a new one after " + (System.nanoTime() - beginNs) / 1_000_000 + " ms");
                    assertThat(next).isNotEqualTo(holder);
                    done++;
                }
            }
        }
    }

    /** The peer that has the token now, by what peers say when one comes and goes. */
    private static int awaitHolder(Rondo rondo, int generation) {
        Pattern change = Pattern.compile("token (here|gone): peer=(\\d+) generation=" + generation);
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() - deadlineNs < 0) {
            int holder = -1;
            for (String line : rondo.err()) {
                Matcher matcher = change.matcher(line);
                if (matcher.find()) {
                    holder = matcher.group(1).equals("here") ? Integer.parseInt(matcher.group(2)) : -1;
                }
            }
            if (holder >= 0) {
                return holder;
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no token in generation " + generation + ": " + rondo);
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
