package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rondo.peer.cli.Main;
import io.rondo.peer.stat.PeerRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who looks at a run sees its peers, the dead one and the stopped one too; the run does not notice. */
@Tag("process")
@Timeout(300)
class StatTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void shouldShowEachPeerOfARunThatLosesTwo() {
        World world = World.withNoise(directory, "stat");
        try (Rondo run = world.train("out", "--model", "logistic", "--epochs", "1000000", "--peers", "3")
                .awaitLine("training:")) {
            awaitRows(
                    world,
                    rows -> rows.size() == 3
                            && rows.stream().allMatch(row -> row.step() > 0 && row.megabytesPerSecond() > 0));
            List<PeerRow> before = rows(world);
            assertThat(before).extracting(PeerRow::peer).containsExactly(0, 1, 2);
            assertThat(before).extracting(PeerRow::rank).containsExactly(0L, 1L, 2L);
            assertThat(before)
                    .extracting(PeerRow::pid)
                    .containsExactlyElementsOf(run.peers().values().stream()
                            .map(ProcessHandle::pid)
                            .toList());
            assertThat(before).allMatch(row -> row.generation() == 1 && row.views() == 1 && row.loss() > 0);
            assertThat(before).extracting(PeerRow::state).containsAnyOf("computing", "exchanging");

            Rondo.signal("KILL", run.peers().get(1));
            awaitRows(
                    world,
                    rows -> rows.size() == 3
                            && rows.get(1).state().equals(PeerRow.DEAD)
                            && rows.get(2).recoveries() == 1);
            assertThat(rows(world).get(2).generation()).isEqualTo(2);
            assertThat(rows(world).get(2).rank()).isEqualTo(1);

            Rondo.signal("STOP", run.peers().get(2)); // for less than the budget
            awaitRows(world, rows -> rows.get(2).state().equals(PeerRow.SILENT));
            Rondo.signal("CONT", run.peers().get(2));
            long step = rows(world).get(0).step();
            awaitRows(world, rows -> rows.get(0).step() > step);
            assertThat(run.err()).isEmpty();
        }
    }

    @Test
    void shouldSayThatNothingRuns() {
        assertThat(stat("--job", "no-such-job")).isEqualTo("no peer of job no-such-job runs on this host\n");
        assertThat(stat("--job", "no-such-job", "--watch", "--times", "2", "--interval", "0.05", "--json"))
                .isEqualTo("[]\n[]\n");
    }

    private static void awaitRows(World world, Predicate<List<PeerRow>> expected) {
        Await.until(PATIENCE, () -> expected.test(rows(world)), () -> stat("--job", world.job()));
    }

    private static List<PeerRow> rows(World world) {
        try {
            return new ObjectMapper()
                    .readValue(stat("--job", world.job(), "--json"), new TypeReference<List<PeerRow>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stat(String... options) {
        List<String> arguments = new ArrayList<>(List.of("stat"));
        arguments.addAll(List.of(options));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(arguments.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err));
        assertThat(exitCode).as(err.toString()).isZero();
        return out.toString();
    }
}
