package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.aeron.logbuffer.BufferClaim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two ranks, 0 and 1, each have lines to the two others, which do not speak to each other. */
@Timeout(60)
class LinesTest {
    private static final int RANKS = 4;
    private static final int COUNT = 3_000;

    @Test
    void shouldBringEachWhatIsSaidToIt() throws Exception {
        try (ThreadRing ring = new ThreadRing(RANKS, 1)) {
            ring.onEveryRank(PathSettings.of(TransportKind.AUTO), LinesTest::talk);
        }
    }

    @Test
    void shouldDoSoBetweenHostsThoughFramesGetLost() throws Exception {
        try (ThreadRing ring = ThreadRing.overUdp(RANKS, List.of("127.0.0.1"), true, true)) {
            ring.onEveryRank(PathSettings.of(TransportKind.AUTO), LinesTest::talk);
        }
    }

    @Test
    void shouldDoSoWithinAndBetweenHosts() throws Exception {
        try (ThreadRing ring = ThreadRing.onHosts(List.of("a", "b", "b", "b"))) {
            ring.onEveryRank(PathSettings.of(TransportKind.AUTO), LinesTest::talk);
        }
    }

    /** What a rank says to another starts at a number that only the two of them use. */
    private static Void talk(Collectives collectives) {
        int own = collectives.ring().rank();
        List<Integer> others = own < 2 ? List.of(2, 3) : List.of(0, 1);
        Map<Integer, List<Long>> heard = new HashMap<>();
        Map<Integer, Integer> sent = new HashMap<>();
        for (int other : others) {
            heard.put(other, new ArrayList<>());
            sent.put(other, 0);
        }
        int[] refusals = {3};
        try (Lines lines = collectives.lines(others, (from, buffer, start, lengthBytes) -> {
            if (refusals[0] > 0) {
                refusals[0]--;
                return false; // it comes again
            }
            assertThat(lengthBytes).isGreaterThanOrEqualTo(Long.BYTES);
            heard.get(from).add(buffer.getLong(start));
            return true;
        })) {
            while (!lines.areOpen()) {
                Thread.onSpinWait();
            }
            while (others.stream()
                    .anyMatch(
                            other -> sent.get(other) < COUNT || heard.get(other).size() < COUNT)) {
                others.forEach(other -> say(lines, own, other, sent));
                lines.poll();
            }
            collectives.barrier();
        }
        for (int other : others) {
            long first = first(other, own);
            assertThat(heard.get(other))
                    .containsExactlyElementsOf(
                            IntStream.range(0, COUNT).mapToObj(i -> first + i).toList());
        }
        assertThat(refusals[0]).isZero();
        return null;
    }

    private static void say(Lines lines, int own, int other, Map<Integer, Integer> sent) {
        int next = sent.get(other);
        int lengthBytes = next % 100 == 0 ? lines.frameBytes(other) : Long.BYTES;
        BufferClaim claim = next < COUNT ? lines.tryClaim(other, lengthBytes) : null;
        if (claim != null) {
            claim.buffer().putLong(claim.offset(), first(own, other) + next);
            lines.commit();
            sent.put(other, next + 1);
        }
    }

    private static long first(int from, int to) {
        return (from * (long) RANKS + to) * COUNT;
    }
}
