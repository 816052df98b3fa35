package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.ledger.LedgerReport;
import io.rondo.peer.ledger.LedgerVerifier;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever dies: the others go on, or are gone soon; somebody says why; nothing stays in shared memory. */
@Tag("process")
@Timeout(300)
class DeathTest {
    private static final String[] ENDLESS = {"--model", "logistic", "--epochs", "1000000", "--peers", "3"};
    /** Goes on for a while after what happens in the test. */
    private static final String[] LONG = {"--model", "mlp", "--peers", "3", "--steps", "1000"};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"window, 0", "ipc, 0", "udp, 1"}) // peer 0 holds the data driver
    void shouldGoOnWithoutAPeerThatIsKilled(String kind, int victim) {
        World world = World.withNoise(directory, "kill-peer");
        String[] options = with(LONG, "--set", "transport.kind=" + kind);
        try (Rondo rondo = world.train("out", options).awaitLine("training:")) {
            ProcessHandle dead = rondo.peers().get(victim);

            Rondo.signal("KILL", dead);
            rondo.awaitLine("generation 2:");

            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
            assertThat(rondo.out())
                    .contains(
                            "peer " + victim + " (process " + dead.pid() + ") was killed by signal 9: the others go on")
                    .anyMatch(line -> line.startsWith("replicas: 2 of 2 digests equal"));
            world.assertNothingLeft();
            LedgerReport ledger = LedgerVerifier.verify(directory.resolve("out"));
            assertThat(ledger.violations().first()).isEmpty();
            assertThat(ledger.totals().generations()).contains(2); // and 1, unless it died in the first step
            System.out.println("kill -9 of peer " + victim + ", " + kind + ": " + line(rondo, "generation 2:"));
        }
    }

    @Test
    void shouldGoOnWithoutAPeerThatFroze() {
        World world = World.withNoise(directory, "freeze");
        try (Rondo rondo = world.train("out", with(LONG, "--set", "training.bucketMiB=1e-6"))
                .awaitLine("training:")) {
            ProcessHandle frozen = rondo.peers().get(1);

            Rondo.signal("STOP", frozen);
            rondo.awaitLine("generation 2: peers [0, 2] go on");

            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
            world.assertNothingLeft();
            assertThat(LedgerVerifier.verify(directory.resolve("out")).isVerified())
                    .isTrue();
        }
    }

    @Test
    void shouldEndWhenThereAreTooFew() {
        World world = World.withNoise(directory, "too-few");
        String[] options = with(ENDLESS, "--set", "recovery.minPeers=3", "--set", "recovery.joinTimeout=1s");
        try (Rondo rondo = world.train("out", options).awaitLine("training:")) {
            Map<Integer, ProcessHandle> peers = rondo.peers();

            Rondo.signal("KILL", peers.get(1));

            assertThat(rondo.awaitExit()).isEqualTo(1);
            assertThat(rondo.err())
                    .last()
                    .asString()
                    .startsWith("rondo: only 2 of 3 peers are left, recovery.minPeers is 3: ");
            world.assertNothingLeft();
        }
    }

    @Test
    void shouldTakeEverythingAlongOnCtrlC() {
        World world = World.withNoise(directory, "interrupt");
        try (Rondo rondo = world.train("out", ENDLESS).awaitLine("training:")) {
            Collection<ProcessHandle> peers = rondo.peers().values();
            assertThat(peers).hasSize(3);

            Rondo.signal("INT", rondo.handle());
            long peersMs = Rondo.millisUntilGone(peers, Soon.limit());
            long launcherMs = Rondo.millisUntilGone(List.of(rondo.handle()), Soon.limit());

            assertThat(rondo.awaitExit()).isNotZero();
            world.assertNothingLeft();
            System.out.println("SIGINT to the launcher: all gone after " + (peersMs + launcherMs) + " ms");
        }
    }

    @Test
    void shouldEndThePeersOfAKilledLauncher() {
        World world = World.withNoise(directory, "kill-launcher");
        try (Rondo rondo = world.train("out", ENDLESS).awaitLine("training:")) {
            Collection<ProcessHandle> peers = rondo.peers().values();
            assertThat(peers).hasSize(3);
            assertThat(world.sharedMemory()).hasSize(1);

            Rondo.signal("KILL", rondo.handle());
            long goneMs = Rondo.millisUntilGone(peers, Soon.limit());

            world.assertNothingLeft(); // the last peer cleans up: no other run needs to start for that
            System.out.println("kill -9 of the launcher: all peers gone after " + goneMs + " ms");
        }
    }

    private static String line(Rondo rondo, String begin) {
        return rondo.out().stream()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    private static String[] with(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }
}
