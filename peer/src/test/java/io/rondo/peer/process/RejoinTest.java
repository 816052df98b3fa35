package io.rondo.peer.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.ledger.LedgerReport;
import io.rondo.peer.ledger.LedgerVerifier;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers come back into a run that never stops: killed ones, frozen ones; and one leaves. */
@Tag("process")
@Timeout(300)
class RejoinTest {
    @TempDir
    private Path directory;

    @Test
    void shouldTakeBackWhoWasKilledOrFrozenAndLetGoWhoIsAskedTo() {
        World world = World.withNoise(directory, "rejoin");
        String[] options = {
            "--model",
            "logistic",
            "--epochs",
            "1000000",
            "--peers",
            "3",
            "--restart",
            "--set",
            "training.digestEvery=5",
            "--set",
            "training.optimizer.name=adam",
            "--set",
            "recovery.budget=3s"
        };
        try (Rondo rondo = world.train("out", options).awaitLine("epoch 1:")) {
            ProcessHandle killed = rondo.peers().get(0); // it holds the data driver
            Rondo.signal("KILL", killed);
            rondo.awaitLine("peer 0 (process " + killed.pid() + ") was killed by signal 9: it is started again")
                    .awaitLine("peer 0 joined in generation 3 at step ");

            ProcessHandle frozen = rondo.peers().get(1);
            Rondo.signal("STOP", frozen);
            rondo.awaitLine("generation 4: peers [0, 2] go on");
            Rondo.signal("CONT", frozen);
            rondo.awaitLine("peer 1 was taken out of the ring in generation 4: ")
                    .awaitLine("peer 1 joined in generation 5 at step ");

            Rondo.signal("TERM", rondo.peers().get(2));
            rondo.awaitLine("peer 2 left after step ").awaitLine("generation 6: peers [0, 1] go on");

            Rondo.signal("INT", rondo.handle());
            Rondo.millisUntilGone(List.of(rondo.handle()), Soon.limit());
            assertThat(rondo.err()).as(rondo::toString).isEmpty();
            world.assertNothingLeft();
            rondo.out().stream().filter(line -> line.contains("joined in")).forEach(System.out::println);
        }
        LedgerReport ledger = LedgerVerifier.verify(directory.resolve("out"));
        assertThat(ledger.violations().first()).isEmpty();
        assertThat(ledger.totals().generations()).contains(1, 3, 5);
        assertThat(ledger.totals().completeEpochs()).isPositive();
    }
}
