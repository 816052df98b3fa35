package io.rondo.peer.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.rondo.allreduce.Collectives;
import io.rondo.allreduce.PathSettings;
import io.rondo.allreduce.RingWatch;
import io.rondo.allreduce.TransportKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class CatchUpTest {
    private static final int ELEMENTS = 1_001;
    private static final int BEHIND = 1;
    private static final Tenure PLACED = new Tenure(false, 4, 1);
    private static final List<Integer> EARLIER = List.of(0, 1, 2, 3); // one of them is dead now
    private static final Map<Integer, List<Integer>> TRIED = Map.of(4, EARLIER, 5, List.of(0, 1, 2));

    @ParameterizedTest
    @EnumSource(names = {"WINDOW", "IPC"})
    void shouldGiveTheGradientsToWhoMissedThem(TransportKind kind) throws Exception {
        Committed reduced = Committed.reduced(4, EARLIER, 64, 12.5);
        onEveryRank(kind, (ring, rank, target) -> {
            MemorySegment lastTarget = Arena.ofAuto().allocate(4L * ELEMENTS, 64);
            boolean isBehind = rank == BEHIND;
            for (int i = 0; i < ELEMENTS; i++) {
                lastTarget.setAtIndex(ValueLayout.JAVA_FLOAT, i, isBehind ? -1 : i + 0.5f);
            }

            Committed missed = meet(ring, isBehind ? 6 : 7, isBehind ? Committed.NOTHING : reduced, lastTarget, target);

            assertThat(missed == null).isEqualTo(!isBehind);
            if (isBehind) {
                assertThat(missed.isReduced()).isTrue();
                assertThat(missed.generation()).isEqualTo(4);
                assertThat(missed.peers()).isEqualTo(EARLIER);
                assertThat(missed.samples()).isEqualTo(64);
                assertThat(missed.loss()).isEqualTo(12.5);
            }
            for (int i = 0; i < ELEMENTS; i++) { // and whoever has it may be asked for it again
                assertThat(target.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(i + 0.5f);
            }
        });
    }

    @Test
    void shouldGiveWhatWasGatheredToWhoMissedIt() throws Exception {
        long[] values = {5, -1, Long.MAX_VALUE, 7};
        onEveryRank(TransportKind.WINDOW, (ring, rank, target) -> {
            boolean isBehind = rank == BEHIND;
            Committed last = isBehind ? Committed.NOTHING : Committed.gathered(4, EARLIER, values);

            Committed missed = meet(ring, isBehind ? 0 : 1, last, target, target);

            assertThat(missed == null).isEqualTo(!isBehind);
            if (isBehind) {
                assertThat(missed.values()).containsExactly(values);
                assertThat(missed.peers()).isEqualTo(EARLIER);
            }
        });
    }

    @Test
    void shouldLeaveEverybodyAloneWhenNobodyIsBehind() throws Exception {
        onEveryRank(TransportKind.WINDOW, (ring, rank, target) -> {
            target.setAtIndex(ValueLayout.JAVA_FLOAT, 0, rank);

            Meeting meeting = Meeting.of(ring, PLACED, 3, Committed.reduced(4, EARLIER, 64, 1), Meeting.REDUCE);

            assertThat(meeting.isAnyBehind()).isFalse();
            assertThat(target.getAtIndex(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(rank);
        });
    }

    private static Committed meet(
            Collectives ring, long committed, Committed last, MemorySegment lastTarget, MemorySegment target) {
        Meeting meeting = Meeting.of(ring, PLACED, committed, last, Meeting.REDUCE);
        assertThat(meeting.isAnyBehind()).isTrue();
        return CatchUp.with(ring, meeting, committed, last, lastTarget, target, TRIED);
    }

    private interface Body {
        void run(Collectives ring, int rank, MemorySegment target);
    }

    private static void onEveryRank(TransportKind kind, Body body) throws Exception {
        long limitNs = TimeUnit.SECONDS.toNanos(30);
        try (ThreadRing threads = new ThreadRing(3, RingWatch.silence(limitNs))) {
            threads.onEveryRank(PathSettings.of(kind), ring -> {
                body.run(
                        ring,
                        ring.ring().rank(),
                        ring.window(RingSupply.targetBytes(4L * ELEMENTS, 4)).memory());
                ring.barrier();
                ring.close();
                return null;
            });
        }
    }
}
