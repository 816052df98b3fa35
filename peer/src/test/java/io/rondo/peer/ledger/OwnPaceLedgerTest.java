package io.rondo.peer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.peer.ledger.LedgerEntry.Share;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers at their own pace: steps in common they have none, samples neither. */
class OwnPaceLedgerTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void writeTheLedgersOfAFastAndASlowPeer() {
        try (Ledger fast = Ledger.ofOwnPace(directory, 0, 8, 0)) {
            fast.append(step(0, 0, 0, 0, 1));
            fast.append(step(0, 1, 0, 2, 3));
            fast.append(step(0, 2, 1, 4, 5));
        }
        try (Ledger slow = Ledger.ofOwnPace(directory, 1, 8, 0)) {
            slow.append(step(1, 0, 0, 4, 5));
            slow.append(step(1, 1, 0, 6, 7));
        }
    }

    private static LedgerEntry step(int peer, long step, int epoch, int... samples) {
        return new LedgerEntry(step, epoch, 1, samples.length, 0, List.of(new Share(peer, samples)));
    }

    @Test
    void shouldVerifyThatNoSampleIsTakenTwice() {
        LedgerReport report = LedgerVerifier.verify(directory);

        assertThat(report.violations().first()).isEmpty();
        assertThat(report.totals().steps()).isEqualTo(5);
        assertThat(report.totals().samples()).isEqualTo(10);
        assertThat(report.totals().completeEpochs()).isEqualTo(1);
    }

    @Test
    void shouldFindASampleThatTwoPeersTook() {
        try (Ledger third = Ledger.ofOwnPace(directory, 2, 8, 0)) {
            third.append(step(2, 0, 1, 5));
        }

        assertThat(LedgerVerifier.verify(directory).violations().first())
                .containsExactly("ledger-2.jsonl:2: step 0 takes sample 5 again in epoch 1");
    }

    @Test
    void shouldFindAStrangersShare() {
        try (Ledger third = Ledger.ofOwnPace(directory, 2, 8, 0)) {
            third.append(step(1, 0, 2, 5));
        }

        assertThat(LedgerVerifier.verify(directory).violations().first())
                .containsExactly("ledger-2.jsonl:2: step 0 has a share of peer 1");
    }
}
