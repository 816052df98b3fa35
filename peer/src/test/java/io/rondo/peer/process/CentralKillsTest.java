package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rondo.peer.ledger.LedgerVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers and workers of mode central are killed while all work: {@code -Drondo.kills=50}. Every push that a worker entered in its
 * ledger, because it was answered, must be among the updates that the servers have counted in the end; of a killed worker
 * one more may be, which it could not enter any more.
 */
@Tag("process")
@EnabledIfSystemProperty(named = "rondo.kills", matches = "[1-9][0-9]*")
@Timeout(1800)
class CentralKillsTest {
    private static final int WORKERS = 4;
    private static final int SERVERS = 4;
    private static final int KILLS_A_RUN = 4; // two workers and two servers
    private static final long BUDGET_MS = 1_000;
    private static final int LONGEST_PAUSE_MS = 1_000;

    @TempDir
    private Path directory;

    private final Random random = new Random(Integer.getInteger("rondo.seed", 1));
    private final List<Long> millis = new ArrayList<>();

    @Test
    void shouldLoseNoAnsweredPush() throws Exception {
        int kills = Integer.getInteger("rondo.kills");
        for (int run = 0; millis.size() < kills; run++) {
            run("out" + run);
        }
        Collections.sort(millis);
        long p99 = millis.get((int) Math.ceil(0.99 * millis.size()) - 1);
        System.out.println(
                millis.size() + " servers and workers killed: the others went on after " + millis.get(millis.size() / 2)
                        + " ms (median), " + p99 + " ms (p99), " + millis.getLast() + " ms at most");
        assertThat(p99).isLessThanOrEqualTo(BUDGET_MS);
    }

    private void run(String output) throws Exception {
        World world = World.withDigits(directory, "central-kills");
        try (Rondo rondo = world.train(
                output,
                "--mode",
                "central",
                "--peers",
                String.valueOf(WORKERS),
                "--servers",
                String.valueOf(SERVERS),
                "--model",
                "mlp",
                "--epochs",
                "1000000",
                "--steps",
                "4000",
                "--set",
                "central.consistency=asp",
                "--set",
                "recovery.budget=" + BUDGET_MS + "ms")) {
            rondo.awaitLine("training:");
            List<Integer> victims = victims();
            for (int i = 0; i < victims.size(); i++) {
                Thread.sleep(random.nextInt(LONGEST_PAUSE_MS)); // a random moment; nothing waits for it
                long beginNs = System.nanoTime();
                Rondo.signal("KILL", rondo.peers().get(victims.get(i)));
                rondo.awaitLine("generation " + (i + 2) + ":");
                millis.add((System.nanoTime() - beginNs) / 1_000_000);
                System.out.println("kill -9 of " + (victims.get(i) < WORKERS ? "worker " : "server ") + victims.get(i)
                        + ": the others went on after " + millis.getLast() + " ms");
            }
            assertThat(rondo.awaitExit()).as(rondo::toString).isZero();
            world.assertNothingLeft();
        }
        assertThat(LedgerVerifier.verify(directory.resolve(output)).violations().first())
                .isEmpty();
        long answered = answeredPushes(directory.resolve(output));
        assertThat(updates(world.report(output))).isBetween(answered, answered + KILLS_A_RUN / 2);
    }

    private List<Integer> victims() {
        List<Integer> workers = new ArrayList<>(List.of(0, 1, 2, 3));
        List<Integer> servers = new ArrayList<>(List.of(4, 5, 6, 7));
        Collections.shuffle(workers, random);
        Collections.shuffle(servers, random);
        List<Integer> victims = new ArrayList<>(workers.subList(0, KILLS_A_RUN / 2));
        victims.addAll(servers.subList(0, KILLS_A_RUN / 2));
        Collections.shuffle(victims, random);
        return victims;
    }

    /** Lines of all workers' ledgers that are no headers. */
    private static long answeredPushes(Path output) throws IOException {
        long entries = 0;
        try (Stream<Path> files = Files.list(output)) {
            for (Path ledger : files.filter(file -> file.toString().endsWith(".jsonl"))
                    .filter(file -> file.getFileName().toString().startsWith("ledger-"))
                    .toList()) {
                entries += Files.readAllLines(ledger).stream()
                        .filter(line -> !line.startsWith("{\"format\""))
                        .count();
            }
        }
        return entries;
    }

    /** Of the part that has most of them. */
    private static long updates(JsonNode report) {
        long most = 0;
        for (JsonNode server : report.get("central").get("servers")) {
            most = Math.max(most, server.get("updates").asLong());
        }
        return most;
    }
}
