package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code job.secret} from the config file to the door: who does not know it stays outside, and nobody can read it. */
@Tag("process")
@Timeout(300)
class SecretTest {
    private static final String SECRET = "the secret of this test";

    @TempDir
    private Path directory;

    @Test
    void shouldKeepOutWhoDoesNotKnowTheSecretAndKeepItSecret() throws IOException {
        World world = World.withNoise(directory, "secret");
        List<Integer> ports = Nodes.freePorts(3);
        Path config = write(world, "right.yaml", ports, SECRET);
        write(world, "wrong.yaml", ports, "guessed by somebody");
        try (Rondo run = rondo("train", "--config", "right.yaml", "--json", "report.json")
                .awaitLine("training:")) {
            assertNobodyTells(run);
            Rondo.signal("KILL", run.peers().get(2));
            run.awaitLine("generation 2: peers [0, 1] go on");

            try (Rondo stranger = rondo("peer", "--config", "wrong.yaml", "--id", "2")) {
                assertThat(stranger.awaitExit()).as(stranger::toString).isEqualTo(1);
                assertThat(stranger.err())
                        .containsExactly(
                                "rondo: peer 2 has another job.secret than the membership service at 127.0.0.1:"
                                        + (ports.get(0) + 1_000) + ": give every peer and node the same");
            }
            assertThat(run.out())
                    .filteredOn(line -> line.startsWith("generation"))
                    .hasSize(1);

            try (Rondo welcome = rondo("peer", "--config", "right.yaml", "--id", "2")) {
                welcome.awaitLine("peer 2 joined in generation 3 at step ");
                assertNobodyTells(welcome);
            }
            Rondo.signal("INT", run.handle());
            run.awaitExit();
            assertThat(run.out()).noneMatch(line -> line.contains(SECRET));
            assertThat(run.err()).noneMatch(line -> line.contains(SECRET));
        }
        Files.delete(config);
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).noneMatch(SecretTest::holdsSecret);
        }
        world.assertNothingLeft();
    }

    private Rondo rondo(String... arguments) {
        return Rondo.start(directory, List.of(arguments));
    }

    private Path write(World world, String name, List<Integer> ports, String secret) throws IOException {
        return Files.writeString(
                directory.resolve(name), """
                job: {name: %s, secret: %s}
                peers: [{id: 0, port: %d}, {id: 1, port: %d}, {id: 2, port: %d}]
                model: logistic
                data: {set: mnist, dir: noise}
                training: {epochs: 1000000}
                recovery: {budget: 5s}
                output: {dir: out}
                """.formatted(world.job(), secret, ports.get(0), ports.get(1), ports.get(2)));
    }

    /** Neither a command line nor an environment, of the process and those that it has started. */
    private static void assertNobodyTells(Rondo rondo) {
        List<ProcessHandle> all = new ArrayList<>(rondo.peers().values());
        all.add(rondo.handle());
        for (ProcessHandle process : all) {
            Path proc = Path.of("/proc", String.valueOf(process.pid()));
            assertThat(List.of(proc.resolve("cmdline"), proc.resolve("environ")))
                    .noneMatch(SecretTest::holdsSecret);
        }
    }

    private static boolean holdsSecret(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET);
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
    }
}
