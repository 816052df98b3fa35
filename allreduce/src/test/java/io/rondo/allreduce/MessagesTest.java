package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MessagesTest {
    private static final int RANKS = 3;
    private static final int COUNT = 2_000;
    private static final int REFUSALS = 20_000;

    @Test
    void shouldBringAllMessagesToAllOthersInOrder() throws Exception {
        try (ThreadRing ring = new ThreadRing(RANKS, 1)) {
            ring.onEveryRank(PathSettings.of(TransportKind.AUTO), collectives -> talk(ring, collectives));
        }
    }

    @Test
    void shouldDoSoBetweenHosts() throws Exception {
        try (ThreadRing ring = ThreadRing.overUdp(RANKS, List.of("127.0.0.1"), false, true)) {
            ring.onEveryRank(PathSettings.of(TransportKind.UDP), collectives -> talk(ring, collectives));
        }
    }

    private static Void talk(ThreadRing threads, Collectives collectives) {
        Ring ring = collectives.ring();
        DataTransport transport = threads.transport(ring.rank());
        List<List<Long>> heard = new ArrayList<>();
        for (int rank = 0; rank < RANKS; rank++) {
            heard.add(new ArrayList<>());
        }
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[Long.BYTES]);
        try (Messages messages = collectives.messages(
                (from, text, start, length) -> heard.get(from).add(text.getLong(start)))) {
            while (!messages.hearsAll()) {
                messages.poll();
                transport.doWork();
            }
            collectives.barrier();
            long sent = 0;
            while (sent < COUNT || !hasHeardAll(heard)) {
                buffer.putLong(0, sent);
                sent += sent < COUNT && messages.offer(buffer, 0, Long.BYTES) ? 1 : 0;
                messages.poll();
                transport.doWork();
            }
            collectives.barrier();
        }
        for (int rank = 0; rank < RANKS; rank++) {
            if (rank != ring.rank()) {
                assertThat(heard.get(rank)).hasSize(COUNT).isSorted();
            }
        }
        return null;
    }

    private static boolean hasHeardAll(List<List<Long>> heard) {
        return heard.stream()
                        .filter(of -> !of.isEmpty() && of.get(of.size() - 1) == COUNT - 1)
                        .count()
                == RANKS - 1;
    }

    /** A gossip thread in a collective, say, or one that gets no core: others talk on, and it must not miss a word. */
    @Test
    void shouldWaitForTheSlowestReaderBetweenHosts() throws Exception {
        CountDownLatch isAhead = new CountDownLatch(1);
        try (ThreadRing ring = ThreadRing.overUdp(RANKS, List.of("127.0.0.1"), false, true)) {
            ring.onEveryRank(PathSettings.of(TransportKind.UDP), collectives -> {
                talkAhead(ring.transport(collectives.ring().rank()), collectives, isAhead);
                return null;
            });
        }
    }

    /** Rank 0 says 2 MB; rank 1 hears it at once, rank 2 not before rank 0 has said all, or finds no room any more. */
    private static void talkAhead(DataTransport transport, Collectives collectives, CountDownLatch isAhead) {
        int rank = collectives.ring().rank();
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[1_000]);
        List<Long> heard = new ArrayList<>();
        try (Messages messages = collectives.messages((from, text, start, length) -> heard.add(text.getLong(start)))) {
            while (!messages.hearsAll()) {
                messages.poll();
                transport.doWork();
            }
            collectives.barrier();
            int refused = 0;
            for (long sent = 0; rank == 0 && sent < COUNT; transport.doWork()) {
                buffer.putLong(0, sent);
                boolean hasGone = messages.offer(buffer, 0, buffer.capacity());
                sent += hasGone ? 1 : 0;
                refused = hasGone ? 0 : refused + 1;
                if (refused > REFUSALS || sent == COUNT) {
                    isAhead.countDown();
                }
            }
            while (rank == 2 && isAhead.getCount() > 0) {
                transport.doWork();
            }
            while (rank > 0 && heard.size() < COUNT) {
                messages.poll();
                transport.doWork();
            }
            collectives.barrier();
        }
        if (rank > 0) {
            assertThat(heard).hasSize(COUNT).isSorted();
        }
    }

    @Test
    void shouldShowTheWindowsOfTheHost() throws Exception {
        try (ThreadRing ring = new ThreadRing(RANKS, 1)) {
            ring.onEveryRank(PathSettings.of(TransportKind.AUTO), collectives -> {
                int rank = collectives.ring().rank();
                Window own = window(collectives);
                own.memory().set(ValueLayout.JAVA_LONG, 8, 100 + rank);
                collectives.barrier();
                MemorySegment next =
                        collectives.windowOf(own, collectives.ring().successor());
                assertThat(next.byteSize()).isEqualTo(16);
                assertThat(next.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(100 + (rank + 1) % RANKS);
                assertThat(collectives.windowOf(own, rank).address())
                        .isEqualTo(own.memory().address());
                collectives.barrier();
                return null;
            });
        }
    }

    private static Window window(Collectives collectives) throws IOException {
        return collectives.window(16);
    }
}
