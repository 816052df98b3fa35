package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ConveyorTest {
    private static final int WINDOW_ELEMENTS = SegmentFrame.MAX_PAYLOAD_BYTES / Float.BYTES;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 17})
    void shouldEndWithTheCanonicalBitsOnEveryRankForAwkwardLengths(int size) throws Exception {
        int[] lengths = {
            0, 1, size - 1, size, size + 1, 97, 1009, size * WINDOW_ELEMENTS + 1, 5 * size * WINDOW_ELEMENTS
        };
        try (ThreadRing ring = new ThreadRing(size, 1)) {
            for (int segmentBytes : new int[] {SegmentFrame.MAX_PAYLOAD_BYTES, 100}) {
                for (int length : lengths) {
                    if (segmentBytes > 1000 || length < 10_000) {
                        Example example = Example.random(size, length, length + 31L);
                        ring.onEveryRank(segmentBytes, conveyor -> {
                            example.assertHolds(conveyor);
                            return null;
                        });
                    }
                }
            }
        }
    }

    private record Example(float[][] sources, long[] samples, float[] expected) {
        static Example random(int size, int length, long seed) {
            float[][] sources = new float[size][length];
            long[] samples = new long[size];
            Random random = new Random(seed);
            for (int rank = 0; rank < size; rank++) {
                samples[rank] = 1 + random.nextInt(64);
                for (int i = 0; i < length; i++) {
                    sources[rank][i] = (float) random.nextGaussian();
                }
            }
            return new Example(sources, samples, CanonicalSum.weightedAverage(sources, samples));
        }

        private double riderInRankOrder() {
            double sum = 0;
            for (int rank = 0; rank < sources.length; rank++) {
                sum += 0.1 * rank;
            }
            return sum;
        }

        void assertHolds(Conveyor conveyor) {
            int rank = conveyor.ring().rank();
            int length = expected.length;
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment source =
                        arena.allocate(Math.max(4, length * 4L), 64).asSlice(0, length * 4L);
                MemorySegment target =
                        arena.allocate(Math.max(4, length * 4L), 64).asSlice(0, length * 4L);
                MemorySegment.copy(sources[rank], 0, source, ValueLayout.JAVA_FLOAT, 0, length);

                long total = conveyor.allReduce(source, target, samples[rank], 0.1 * rank);

                assertThat(total).isEqualTo(LongStream.of(samples).sum());
                assertThat(conveyor.rider()).isEqualTo(riderInRankOrder());
                assertBits(target, expected);
                assertBits(source, sources[rank]);

                conveyor.allReduce(source, source, samples[rank]); // in place
                assertBits(source, expected);
            }
        }
    }

    private static void assertBits(MemorySegment actual, float[] expected) {
        for (int i = 0; i < expected.length; i++) {
            int bits = actual.getAtIndex(ValueLayout.JAVA_INT, i);
            if (bits != Float.floatToRawIntBits(expected[i])) {
                assertThat(Float.intBitsToFloat(bits))
                        .as("element %d of %d", i, expected.length)
                        .isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void shouldGatherEveryRanksValuesInRankOrder() throws Exception {
        try (ThreadRing ring = new ThreadRing(5, 3)) {
            List<long[]> results = ring.onEveryRank(SegmentFrame.MAX_PAYLOAD_BYTES, conveyor -> {
                long rank = conveyor.ring().rank();
                return conveyor.allGather(rank * 10, rank * 10 + 1);
            });
            assertThat(results)
                    .allSatisfy(all -> assertThat(all).containsExactly(0, 1, 10, 11, 20, 21, 30, 31, 40, 41));
        }
    }

    @Test
    void shouldLeaveTheSumUndividedWhenNobodyHasASample() throws Exception {
        try (ThreadRing ring = new ThreadRing(3, 1)) {
            List<Float> results = ring.onEveryRank(SegmentFrame.MAX_PAYLOAD_BYTES, conveyor -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment buffer = arena.allocate(4, 64);
                    conveyor.allReduce(buffer, buffer, 0);
                    return buffer.get(ValueLayout.JAVA_FLOAT, 0);
                }
            });
            assertThat(results).containsOnly(0f);
        }
    }

    @Test
    void shouldSayWhenTheLastRankArrived() throws Exception {
        try (ThreadRing ring = new ThreadRing(4, 1)) {
            List<Long> results = ring.onEveryRank(SegmentFrame.MAX_PAYLOAD_BYTES, conveyor -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment buffer = arena.allocate(400, 64);
                    long beforeNs = System.nanoTime();
                    conveyor.allReduce(buffer, buffer, 1);
                    assertThat(conveyor.lastArrivalNs()).isBetween(beforeNs, System.nanoTime());
                    return conveyor.lastArrivalNs();
                }
            });
            assertThat(results.stream().distinct()).hasSize(1);
        }
    }

    @Test
    void shouldNameBothPeersWhenTheirBuffersDiffer() throws Exception {
        try (ThreadRing ring = new ThreadRing(2, 1)) {
            assertThatThrownBy(() -> ring.onEveryRank(SegmentFrame.MAX_PAYLOAD_BYTES, conveyor -> {
                        try (Arena arena = Arena.ofConfined()) {
                            MemorySegment buffer =
                                    arena.allocate(40L + 4L * conveyor.ring().rank(), 4);
                            return conveyor.allReduce(buffer, buffer, 1);
                        }
                    }))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(RingBrokenException.class)
                    .hasMessageMatching("peers disagree: peer=1 sent .*elements=11, peer=0 is in .*elements=10.*");
        }
    }

    @Test
    void shouldEndWithinTheBudgetAndNameThePeerWhoseFramesStayOut() throws Exception {
        try (ThreadRing ring = new ThreadRing(3, 1)) {
            CountDownLatch broken = new CountDownLatch(1);
            List<String> outcomes = ring.onEveryRank(SegmentFrame.MAX_PAYLOAD_BYTES, conveyor -> {
                if (conveyor.ring().rank() == 2) {
                    broken.await(); // alive, but never calls
                    return "absent";
                }
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment buffer = arena.allocate(400, 64);
                    conveyor.allReduce(buffer, buffer, 1);
                    return "reduced without peer 2";
                } catch (RingBrokenException e) {
                    return e.getMessage();
                } finally {
                    broken.countDown();
                }
            });
            assertThat(outcomes.get(0)).matches("predecessor (silent|left): peer=2 generation=1 hop=0 .*Ms=[0-9]+");
            assertThat(outcomes.get(1)).matches("(predecessor|successor) (silent|left): peer=[02] generation=1.*");
        }
    }

    @Test
    void shouldAllocateNothingPerReduceInTheSteadyState() throws Exception {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        try (ThreadRing ring = new ThreadRing(2, 1)) {
            List<Long> allocated = ring.onEveryRank(SegmentFrame.MAX_PAYLOAD_BYTES, conveyor -> {
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment buffer = arena.allocate(400_000, 64);
                    for (int i = 0; i < 2_000; i++) {
                        conveyor.allReduce(buffer, buffer, 1);
                    }
                    long before = threads.getCurrentThreadAllocatedBytes();
                    for (int i = 0; i < 1_000; i++) {
                        conveyor.allReduce(buffer, buffer, 1);
                    }
                    return threads.getCurrentThreadAllocatedBytes() - before;
                }
            });
            assertThat(allocated).allSatisfy(bytes -> assertThat(bytes).isLessThan(1_000));
        }
    }

    @Test
    void shouldRefuseBuffersOnTheHeap() {
        MemorySegment heap = MemorySegment.ofArray(new float[4]);
        assertThatThrownBy(() -> Memory.addressOf(heap, "source"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source must lie off the heap");
    }
}
