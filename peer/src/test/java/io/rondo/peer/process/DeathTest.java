package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever dies: everybody else is gone soon, somebody says why, and nothing stays in shared memory. */
@Tag("process")
@Timeout(300)
class DeathTest {
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private static final String[] ENDLESS = {"--model", "logistic", "--epochs", "1000000", "--peers", "3"};

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 2}) // peer 0 holds the data driver
    void shouldStopEverybodyWhenAPeerIsKilled(int victim) {
        World world = World.withNoise(directory, "kill-peer");
        try (Rondo rondo = world.train("out", ENDLESS).awaitLine("training:")) {
            Map<Integer, ProcessHandle> peers = rondo.peers();
            long pid = peers.get(victim).pid();

            Rondo.signal("KILL", peers.get(victim));
            long goneMs = Rondo.millisUntilGone(peers.values(), Soon.limit());

            assertThat(rondo.awaitExit()).isEqualTo(1);
            assertThat(rondo.err())
                    .singleElement()
                    .asString()
                    .startsWith("rondo: peer " + victim + " (process " + pid + ") was killed by signal 9");
            world.assertNothingLeft();
            System.out.println("kill -9 of peer " + victim + ": all peers gone after " + goneMs + " ms");
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

    @ParameterizedTest
    @ValueSource(strings = {"25", "1e-6"}) // one bucket; two, which an exchange thread waits with
    void shouldNameThePeerThatFroze(String bucketMiB) {
        World world = World.withNoise(directory, "freeze");
        String[] options = with(
                ENDLESS,
                "--set",
                "model=mlp",
                "--set",
                "training.bucketMiB=" + bucketMiB,
                "--set",
                "recovery.budget=2s");
        try (Rondo rondo = world.train("out", options).awaitLine("training:")) {
            Map<Integer, ProcessHandle> peers = rondo.peers();

            Rondo.signal("STOP", peers.get(1));
            long brokenMs = Rondo.millisUntilGone(List.of(peers.get(0)), BUDGET.plus(Soon.limit()));
            long goneMs = Rondo.millisUntilGone(peers.values(), Soon.limit());

            assertThat(rondo.awaitExit()).isEqualTo(1);
            assertThat(rondo.err()).singleElement().asString().matches("rondo: the ring broke: peer silent: peer=1 .*");
            world.assertNothingLeft();
            System.out.println("SIGSTOP of peer 1, budget 2000 ms, bucketMiB " + bucketMiB
                    + ": the first peer gives up after " + brokenMs + " ms, all gone " + goneMs + " ms later");
        }
    }

    private static String[] with(String[] options, String... more) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }
}
