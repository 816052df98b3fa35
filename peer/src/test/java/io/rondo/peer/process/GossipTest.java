package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mode gossip from the command line: a token does not die with its holder. With -Drondo.proofs=true alone, until the mode
 * is finished (docs/hogwild.md says what is wrong with it).
 */
@Tag("process")
@EnabledIfSystemProperty(named = "rondo.proofs", matches = "true")
@Timeout(300)
class GossipTest {
    @TempDir
    private Path directory;

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
}
