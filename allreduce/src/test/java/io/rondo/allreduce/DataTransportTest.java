package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DataTransportTest {
    private static final TransportTimeouts TIMEOUTS = new TransportTimeouts(TimeUnit.SECONDS.toNanos(5));
    private final Path directory = Path.of("/dev/shm", "rondo-test-" + System.nanoTime());

    @AfterEach
    void leavesNothingBehind() {
        assertThat(directory).doesNotExist();
    }

    @Test
    void shouldRehearseAndRemoveItsDirectory() {
        DataTransport.rehearse(directory);
    }

    @Test
    void shouldLeaveItToTheWatchHowLongALinkWaitsForADriverThatDoesNotRun() {
        Ring ring = Ring.ofOneHost("test", 1, List.of(0, 1), 1);
        long waitNs = TimeUnit.MILLISECONDS.toNanos(50);
        try (DataTransport holder = DataTransport.open(directory, true, TIMEOUTS);
                DataTransport other = DataTransport.open(directory, false, TIMEOUTS)) {
            assertThat(holder.failure()).isNull();
            long startNs = System.nanoTime();

            assertThatThrownBy(() -> Collectives.open(
                            other, ring, RingWatch.silence(waitNs), PathSettings.of(TransportKind.IPC)))
                    .isInstanceOf(RingBrokenException.class)
                    .hasMessageContaining("peer=0");

            assertThat(System.nanoTime() - startNs).isLessThan(TIMEOUTS.budgetNs() / 2);
        }
    }

    @Test
    void shouldCallAClosedTransportABrokenRing() {
        Ring ring = Ring.ofOneHost("test", 1, List.of(0, 1), 1);
        DataTransport closed = DataTransport.open(directory, true, TIMEOUTS);
        closed.close();

        assertThatThrownBy(() -> Collectives.open(
                        closed, ring, RingWatch.silence(TIMEOUTS.budgetNs()), PathSettings.of(TransportKind.IPC)))
                .isInstanceOf(RingBrokenException.class)
                .hasMessageContaining("driver lost");
    }
}
