package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler.Action;
import io.rondo.allreduce.kernel.Memory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Old bytes stay in the log, and none of them is ever taken for a frame. */
@Timeout(60)
final class EndMarkedLogsTest {
    private static final int TERM_BYTES = 64 * 1024;
    private static final int LARGEST_BYTES = TERM_BYTES / 8 - 32;
    private static final int LAPS = 200;
    private static final String CHANNEL = "aeron:ipc?mtu=8192|term-length=" + TERM_BYTES;
    private static final Ring RING = Ring.ofOneHost("test", 3, List.of(0, 1), 0);

    private final Path directory = Path.of("/dev/shm", "rondo-test-" + System.nanoTime());
    private final DataTransport transport =
            DataTransport.open(directory, true, new TransportTimeouts(TimeUnit.SECONDS.toNanos(5)));
    private final Aeron aeron = transport.aeron();
    private final BufferClaim claim = new BufferClaim();
    private final Random random = new Random(7);
    private final Deque<Integer> sent = new ArrayDeque<>();
    private final List<String> wrong = new ArrayList<>();

    @AfterEach
    void close() {
        transport.close();
        assertThat(directory).doesNotExist();
    }

    /** Every word of a payload looks like the length of a frame: one that is read as a header is delivered. */
    @Test
    void shouldDeliverWhatWasSentAndNothingElseLapAfterLap() {
        try (ExclusivePublication publication = publication(StreamIds.conveyor(RING, 0));
                Subscription subscription = subscription(StreamIds.conveyor(RING, 0))) {
            while (publication.position() < (long) LAPS * 3 * TERM_BYTES) {
                for (int i = random.nextInt(8); i >= 0; i--) {
                    send(publication);
                }
                subscription.controlledPoll(this::receive, 1 + random.nextInt(8));
                transport.doWork();
                assertThat(wrong).isEmpty();
            }
            while (!sent.isEmpty()) {
                assertThat(subscription.controlledPoll(this::receive, 1)).isOne();
            }
            assertThat(subscription.controlledPoll(this::receive, 1)).isZero();
            assertThat(wrong).isEmpty();
        }
    }

    @Test
    void shouldLeaveTheConveyorsBytesAndCleanAllOthers() {
        assertThat(wordsLeftAfterALap(StreamIds.conveyor(RING, 1))).isEqualTo(LARGEST_BYTES / Integer.BYTES);
        assertThat(wordsLeftAfterALap(StreamIds.mesh(RING, 1))).isZero();
    }

    private int wordsLeftAfterALap(int streamId) {
        long[] first = new long[1];
        try (ExclusivePublication publication = publication(streamId);
                Subscription subscription = subscription(streamId)) {
            while (publication.position() < TERM_BYTES / 2) {
                claim(publication, LARGEST_BYTES);
                subscription.controlledPoll(
                        (buffer, offset, length, header) -> {
                            first[0] = first[0] == 0 ? buffer.addressOffset() + offset : first[0];
                            return Action.CONTINUE;
                        },
                        1);
                transport.doWork();
            }
            int left = 0;
            for (int at = 0; at < LARGEST_BYTES; at += Integer.BYTES) {
                left += Memory.getInt(first[0] + at) == 0 ? 0 : 1;
            }
            return left;
        }
    }

    private void send(ExclusivePublication publication) {
        int bytes = Integer.BYTES * (1 + random.nextInt(LARGEST_BYTES / Integer.BYTES));
        if (claim(publication, bytes)) {
            sent.add(bytes);
        }
    }

    private boolean claim(ExclusivePublication publication, int bytes) {
        long position = Claims.tryClaim(publication, bytes, claim, RING);
        if (position <= 0) {
            return false;
        }
        EndMarkedLogs.markEnd(publication, position, claim);
        for (int at = 0; at < bytes; at += Integer.BYTES) {
            claim.buffer().putInt(claim.offset() + at, bytes);
        }
        claim.commit();
        return true;
    }

    private Action receive(DirectBuffer buffer, int offset, int lengthBytes, Object header) {
        Integer expected = sent.poll();
        if (expected == null
                || expected != lengthBytes
                || buffer.getInt(offset) != lengthBytes
                || buffer.getInt(offset + lengthBytes - Integer.BYTES) != lengthBytes) {
            wrong.add("got " + lengthBytes + " bytes, expected " + expected);
        }
        return Action.CONTINUE;
    }

    private ExclusivePublication publication(int streamId) {
        return aeron.addExclusivePublication(CHANNEL, streamId);
    }

    private Subscription subscription(int streamId) {
        Subscription subscription = aeron.addSubscription(CHANNEL, streamId);
        while (subscription.imageCount() == 0) {
            transport.doWork();
        }
        return subscription;
    }
}
