package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Operator;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class CollectivesTest {
    private static final int PEERS = 3;
    private static final int[] LENGTHS = {1, 2, 3, 4, 1009, 20_011};

    /** The ways a buffer can go. */
    enum Way {
        LATENCY(new PathSettings(TransportKind.AUTO, PathSettings.MAX_LATENCY_BYTES, PathSettings.MAX_SEGMENT_BYTES)),
        WINDOW(new PathSettings(TransportKind.WINDOW, 0, PathSettings.MAX_SEGMENT_BYTES)),
        CONVEYOR(new PathSettings(TransportKind.IPC, 0, 4096)),
        UDP(new PathSettings(TransportKind.UDP, 0, PathSettings.MAX_SEGMENT_BYTES)),
        RAILS(new PathSettings(TransportKind.UDP, 0, PathSettings.MAX_SEGMENT_BYTES)),
        MIXED(new PathSettings(TransportKind.AUTO, 0, PathSettings.MAX_SEGMENT_BYTES));

        final PathSettings settings;

        Way(PathSettings settings) {
            this.settings = settings;
        }

        ThreadRing threads() throws IOException {
            return switch (this) {
                case UDP -> ThreadRing.overUdp(PEERS, List.of("127.0.0.1"), false, true);
                case RAILS -> ThreadRing.overUdp(PEERS, List.of("127.0.0.1", "127.0.0.2"), false, true);
                case MIXED -> ThreadRing.onHosts(List.of("a", "a", "b"));
                default -> new ThreadRing(PEERS, 1);
            };
        }
    }

    /** Small whole numbers: every order of addition gives the same. */
    private static double value(int rank, int i) {
        return (rank + 1) * ((i * 7) % 11 - 5);
    }

    private static double[] values(int rank, int from, int length) {
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = value(rank, from + i);
        }
        return values;
    }

    private static double expected(int i, Operator operator, ElementType type) {
        DoubleBinaryOperator both =
                operator == Operator.MIN ? Math::min : operator == Operator.MAX ? Math::max : (a, b) -> a + b;
        double result = value(0, i);
        for (int rank = 1; rank < PEERS; rank++) {
            result = both.applyAsDouble(result, value(rank, i));
        }
        return operator == Operator.AVERAGE ? divided(result, type) : result;
    }

    private static double divided(double sum, ElementType type) {
        return switch (type) {
            case FLOAT32 -> (float) sum / PEERS;
            case FLOAT64 -> sum / PEERS;
            case INT32, INT64 -> (long) sum / PEERS;
        };
    }

    @ParameterizedTest
    @EnumSource
    void shouldReduceEveryTypeByEveryOperator(Way way) throws Exception {
        onEveryRank(way, buffers -> {
            for (ElementType type : ElementType.values()) {
                for (Operator operator : Operator.values()) {
                    for (int length : LENGTHS) {
                        reduce(buffers, new Reduction(type, operator), length);
                    }
                }
            }
        });
    }

    private static void reduce(Buffers buffers, Reduction reduction, int length) {
        ElementType type = reduction.type();
        Collectives ring = buffers.ring();
        int rank = ring.ring().rank();
        MemorySegment source = buffers.next((long) length * type.bytes());
        MemorySegment target = buffers.next((long) length * type.bytes());
        Buffers.put(values(rank, 0, length), source, type);

        ring.allReduce(source, target, reduction);

        int begin = (int) ((long) rank * length / PEERS);
        MemorySegment chunk = Buffers.outside(ring.chunkBytes(source.byteSize(), type));
        ring.reduceScatter(source, chunk, reduction);
        for (int i = 0; i < length; i++) {
            double expected = expected(i, reduction.operator(), type);
            assertThat(Buffers.get(target, type, i))
                    .as("%s %d of %d", reduction, i, length)
                    .isEqualTo(expected);
            if (i >= begin && i < begin + chunk.byteSize() / type.bytes()) {
                assertThat(Buffers.get(chunk, type, i - begin))
                        .as("%s chunk", reduction)
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGatherInRankOrder(Way way) throws Exception {
        onEveryRank(way, buffers -> {
            Collectives ring = buffers.ring();
            for (int length : LENGTHS) {
                MemorySegment source = buffers.next(length * 4L);
                MemorySegment target = Buffers.outside(length * 4L * PEERS);
                Buffers.put(values(ring.ring().rank(), 0, length), source, ElementType.FLOAT32);
                ring.allGather(source, target);
                for (int i = 0; i < length * PEERS; i++) {
                    assertThat(Buffers.get(target, ElementType.FLOAT32, i)).isEqualTo(value(i / length, i % length));
                }
            }
            long rank = ring.ring().rank();
            assertThat(ring.allGather(rank * 10, rank * 10 + 1)).containsExactly(0, 1, 10, 11, 20, 21);
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldBroadcastFromAnyRoot(Way way) throws Exception {
        onEveryRank(way, buffers -> {
            Collectives ring = buffers.ring();
            for (int root = 0; root < PEERS; root++) {
                for (int length : LENGTHS) {
                    MemorySegment buffer = buffers.next(length * 8L);
                    Buffers.put(values(ring.ring().rank(), 0, length), buffer, ElementType.INT64);
                    ring.broadcast(buffer, root);
                    for (int i = 0; i < length; i++) {
                        assertThat(Buffers.get(buffer, ElementType.INT64, i)).isEqualTo(value(root, i));
                    }
                    ring.barrier(); // nobody fills its next buffer while another reads this one
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveTheSumUndividedWhenNobodyHasAWeight(Way way) throws Exception {
        onEveryRank(way, buffers -> {
            MemorySegment buffer = buffers.next(12);
            Buffers.put(new double[] {1, 2, 3}, buffer, ElementType.FLOAT32);
            assertThat(buffers.ring().allReduce(buffer, buffer, Reduction.AVERAGE, 0, 0))
                    .isZero();
            Buffers.assertBits(buffer, new float[] {3, 6, 9}, "sum");
        });
    }

    @Test
    void shouldTakeTheConveyorWhenABufferLiesOutsideOfWindows() throws Exception {
        onEveryRank(TransportKind.AUTO, buffers -> {
            MemorySegment buffer = Buffers.outside(100_000);
            Buffers.put(values(0, 0, 25_000), buffer, ElementType.FLOAT32);
            buffers.ring().allReduce(buffer, buffer, Reduction.AVERAGE);
            assertThat(Buffers.get(buffer, ElementType.FLOAT32, 3)).isEqualTo((float) value(0, 3));
        });
    }

    @Test
    void shouldRefuseBuffersOutsideOfWindowsWhenOnlyWindowsAreAllowed() {
        assertThatThrownBy(() -> onEveryRank(Way.WINDOW, buffers -> {
                    MemorySegment buffer = Buffers.outside(64);
                    buffers.ring().allReduce(buffer, buffer, Reduction.SUM);
                }))
                .hasRootCauseMessage("the buffers do not lie in windows of this ring: make them by window(),"
                        + " or choose the transport kind auto");
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayWhenTheLastRankArrived(Way way) throws Exception {
        onEveryRank(way, buffers -> {
            long beforeNs = System.nanoTime();
            buffers.ring().allReduce(buffers.next(400), buffers.next(400), Reduction.SUM);
            long lastNs = buffers.ring().lastArrivalNs();
            assertThat(lastNs).isBetween(beforeNs, System.nanoTime());
            if (way.ordinal() <= Way.CONVEYOR.ordinal()) { // hosts have clocks of their own
                assertThat(buffers.ring().allGather(lastNs)).containsOnly(lastNs);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameBothPeersWhenTheirCallsDiffer(Way way) {
        assertThatThrownBy(() -> onEveryRank(way, buffers -> {
                    long length = buffers.ring().ring().rank() == 0 ? 40 : 44; // all wait for rank 0, then
                    MemorySegment buffer = buffers.next(length);
                    buffers.ring().allReduce(buffer, buffer, Reduction.SUM);
                }))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RingBrokenException.class)
                .hasMessageMatching("peers disagree: peer=[12] calls operation=.*elements=11 .*, "
                        + "peer=0 calls operation=.*elements=10 .*; all peers must call the same.*");
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWithinTheBudgetAndNameThePeerThatDoesNotCall(Way way) throws Exception {
        CountDownLatch broken = new CountDownLatch(PEERS - 1);
        try (ThreadRing threads = way.threads().watchClosely()) {
            List<String> outcomes = threads.onEveryRank(way.settings, ring -> {
                Buffers buffers = new Buffers(ring);
                MemorySegment buffer = buffers.next(400);
                if (ring.ring().rank() == 2) {
                    broken.await(); // alive, but never calls
                    return "absent";
                }
                long startNs = System.nanoTime();
                try {
                    ring.allReduce(buffer, buffer, Reduction.SUM);
                    return "reduced without peer 2";
                } catch (RingBrokenException e) {
                    assertThat(System.nanoTime() - startNs).isLessThan(2 * ThreadRing.SHORT_BUDGET_NS);
                    return e.getMessage();
                } finally {
                    broken.countDown();
                }
            });
            assertThat(outcomes.subList(0, 2))
                    .allSatisfy(outcome -> assertThat(outcome)
                            .matches("peer (silent|left): peer=" + awaited(way)
                                    + " generation=1 hop=0 (silent|waited)Ms=[0-9]+"));
        }
    }

    /** In a mixed ring each host waits for its leader, who waits for the other hosts. */
    private static String awaited(Way way) {
        return way == Way.MIXED ? "[02]" : "2";
    }

    @Test
    void shouldNotTouchAWindowThatItsOwnerHasClosed() throws Exception {
        CountDownLatch seen = new CountDownLatch(PEERS);
        onEveryRank(Way.WINDOW, buffers -> {
            MemorySegment buffer = buffers.next(4000);
            buffers.ring().barrier();
            if (buffers.ring().ring().rank() == 1) {
                WindowHeader.close(buffers.address());
            }
            assertThatThrownBy(() -> buffers.ring().allReduce(buffer, buffer, Reduction.SUM))
                    .isInstanceOf(RingBrokenException.class)
                    .hasMessageMatching("window closed: peer=1 generation=1 hop=0; .*");
            seen.countDown();
            assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue(); // who leaves first closes windows too
        });
    }

    @Test
    void shouldRefuseAWindowForWhichThereIsNoRoomOnEveryRank() throws Exception {
        onEveryRank(
                TransportKind.AUTO,
                buffers -> assertThatThrownBy(() -> buffers.ring().window(1L << 50))
                        .hasMessageMatching("peer=[012] has no room for a window of 1125899906842624 bytes.*"));
    }

    @ParameterizedTest
    @EnumSource
    void shouldAllocateNothingInTheSteadyState(Way way) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        onEveryRank(way, buffers -> {
            MemorySegment buffer = buffers.next(30_000);
            long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            long mostBytes; // of any rank
            boolean isLate;
            do { // the JIT works in the background: steady is when a round allocates nothing
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 1_000; i++) {
                    buffers.ring().allReduce(buffer, buffer, Reduction.AVERAGE);
                }
                long bytes = threads.getCurrentThreadAllocatedBytes() - before;
                mostBytes = most(buffers.ring().allGather(bytes));
                isLate = most(buffers.ring().allGather(System.nanoTime() - deadlineNs)) > 0;
            } while (mostBytes >= 1_000 && !isLate);
            assertThat(mostBytes).as("a thousand operations").isLessThan(1_000);
        });
    }

    private static long most(long[] values) {
        return LongStream.of(values).max().orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void shouldAgreeOnOneMeasuredSwitchOver(Way way) throws Exception {
        PathSettings measured =
                new PathSettings(way.settings.kind(), PathSettings.MEASURED, PathSettings.MAX_SEGMENT_BYTES);
        try (ThreadRing threads = way.threads()) {
            onEveryRank(threads, measured, buffers -> {
                long bytes = buffers.ring().latencyBytes();
                assertThat(bytes).isBetween(0L, (long) PathSettings.MAX_LATENCY_BYTES);
                if (way != Way.MIXED) { // there each host has its own
                    assertThat(buffers.ring().allGather(bytes)).containsOnly(bytes);
                }
            });
        }
    }

    @Test
    void shouldRefuseBadBuffers() throws Exception {
        try (ThreadRing threads = new ThreadRing(1, 1)) {
            threads.onEveryRank(PathSettings.of(TransportKind.AUTO), ring -> {
                MemorySegment heap = MemorySegment.ofArray(new float[4]);
                MemorySegment four = Buffers.outside(4);
                MemorySegment seven = Buffers.outside(7);
                assertThatThrownBy(() -> ring.allReduce(heap, heap, Reduction.SUM))
                        .hasMessageContaining("source must lie off the heap");
                assertThatThrownBy(() -> ring.allReduce(four, seven, Reduction.SUM))
                        .hasMessageContaining("a source of 4 bytes needs a target of 4 bytes, got 7");
                assertThatThrownBy(() -> ring.allReduce(seven, seven, Reduction.SUM))
                        .hasMessageContaining("7 bytes holds no whole number of FLOAT32");
                assertThatThrownBy(() -> ring.broadcast(four, 1)).hasMessageContaining("root=1 outside a ring of 1");
                assertThatThrownBy(() -> ring.allReduce(four, four, Reduction.SUM, -1, 0))
                        .hasMessageContaining("weight=-1");
                return null;
            });
        }
    }

    private interface Body {
        void run(Buffers buffers) throws Exception;
    }

    private static void onEveryRank(Way way, Body body) throws Exception {
        try (ThreadRing threads = way.threads()) {
            onEveryRank(threads, way.settings, body);
        }
    }

    private static void onEveryRank(TransportKind kind, Body body) throws Exception {
        try (ThreadRing threads = new ThreadRing(PEERS, 1)) {
            onEveryRank(threads, PathSettings.of(kind), body);
        }
    }

    private static void onEveryRank(ThreadRing threads, PathSettings settings, Body body) throws Exception {
        List<Object> results = threads.onEveryRank(settings, ring -> {
            body.run(new Buffers(ring));
            return "ended";
        });
        assertThat(results).containsOnly("ended");
    }
}
