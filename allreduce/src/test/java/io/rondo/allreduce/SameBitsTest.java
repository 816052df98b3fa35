package io.rondo.allreduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All paths end with the bits of the canonical order, on every rank, for random data and awkward lengths. */
@Timeout(120)
class SameBitsTest {
    private static final int MAX_SEGMENT = PathSettings.MAX_SEGMENT_BYTES;

    static Stream<Arguments> paths() {
        List<Arguments> all = new ArrayList<>();
        for (int size : new int[] {1, 2, 3, 4, 5, 7, 17}) {
            all.add(Arguments.of("window", size, new PathSettings(TransportKind.WINDOW, 0, MAX_SEGMENT)));
            all.add(Arguments.of("latency", size, new PathSettings(TransportKind.IPC, 32_000, MAX_SEGMENT)));
            for (int segmentBytes : new int[] {MAX_SEGMENT, 4096, 104, 8}) {
                if (size <= 5 || segmentBytes > 104) {
                    all.add(Arguments.of("ipc", size, new PathSettings(TransportKind.IPC, 0, segmentBytes)));
                }
            }
        }
        return all.stream();
    }

    private static Set<Integer> lengths(int size, PathSettings settings) {
        Set<Integer> lengths = new LinkedHashSet<>(List.of(0, 1, size - 1, size, size + 1, 97, 1009));
        if (settings.segmentBytes() > 1000) {
            int segment = settings.segmentBytes() / Float.BYTES;
            lengths.addAll(List.of(4099, 7919, size * segment + 1, 5 * size * segment));
        }
        lengths.removeIf(length -> length > 150_000);
        return lengths;
    }

    @ParameterizedTest(name = "{0}, {1} peers, {2}")
    @MethodSource("paths")
    void shouldEndWithTheCanonicalBits(String path, int size, PathSettings settings) throws Exception {
        try (ThreadRing threads = new ThreadRing(size, 1)) {
            threads.onEveryRank(settings, ring -> {
                Buffers buffers = new Buffers(ring);
                for (int length : lengths(size, settings)) {
                    Example.random(size, length, length + 31L).assertHolds(buffers);
                }
                return null;
            });
        }
    }

    static Stream<Arguments> networks() {
        List<Arguments> all = new ArrayList<>();
        for (int size : new int[] {2, 3, 4}) {
            for (boolean offload : new boolean[] {false, true}) {
                for (boolean isLossy : new boolean[] {false, true}) {
                    all.add(Arguments.of(size, offload, isLossy, List.of("127.0.0.1")));
                    all.add(Arguments.of(size, offload, isLossy, List.of("127.0.0.1", "127.0.0.2")));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} peers, offload {1}, lossy {2}, rails {3}")
    @MethodSource("networks")
    void shouldEndWithTheCanonicalBitsOverUdp(int size, boolean offload, boolean isLossy, List<String> rails)
            throws Exception {
        try (ThreadRing threads = ThreadRing.overUdp(size, rails, isLossy, offload)) {
            for (int mtu : new int[] {UdpSettings.FOUND_OUT, 1500}) {
                UdpSettings udp = new UdpSettings(mtu, UdpSettings.FOUND_OUT, offload);
                PathSettings settings = new PathSettings(TransportKind.AUTO, 512, MAX_SEGMENT, udp);
                threads.onEveryRank(settings, ring -> {
                    Buffers buffers = new Buffers(ring);
                    for (int length : lengths(size, settings)) {
                        Example.random(size, length, length + 31L).assertHolds(buffers);
                    }
                    return null;
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,a,b,b", "a,b,b", "a,a,a,b,c"})
    void shouldEndWithTheDocumentedBitsOnSeveralHosts(String hosts) throws Exception {
        List<String> each = List.of(hosts.split(","));
        int[] ranksOfHosts = each.stream()
                .distinct()
                .mapToInt(host -> Collections.frequency(each, host))
                .toArray();
        PathSettings settings = PathSettings.of(TransportKind.AUTO);
        try (ThreadRing threads = ThreadRing.onHosts(each)) {
            threads.onEveryRank(settings, ring -> {
                Buffers buffers = new Buffers(ring);
                for (int length : lengths(each.size(), settings)) {
                    Example.random(each.size(), length, length + 31L)
                            .onHosts(ranksOfHosts)
                            .assertHolds(buffers);
                }
                return null;
            });
        }
    }

    private record Example(float[][] sources, long[] weights, float[] expected) {
        static Example random(int size, int length, long seed) {
            float[][] sources = new float[size][length];
            long[] weights = new long[size];
            Random random = new Random(seed);
            for (int rank = 0; rank < size; rank++) {
                weights[rank] = 1 + random.nextInt(64);
                for (int i = 0; i < length; i++) {
                    sources[rank][i] = (float) random.nextGaussian();
                }
            }
            return new Example(sources, weights, CanonicalSum.weightedAverage(sources, weights));
        }

        Example onHosts(int[] ranksOfHosts) {
            return new Example(sources, weights, CanonicalSum.weightedAverage(sources, weights, ranksOfHosts));
        }

        private double ridersInRankOrder() {
            double sum = 0;
            for (int rank = 0; rank < sources.length; rank++) {
                sum += 0.1 * rank;
            }
            return sum;
        }

        void assertHolds(Buffers buffers) {
            Collectives ring = buffers.ring();
            int rank = ring.ring().rank();
            MemorySegment source = buffers.next(expected.length * 4L);
            MemorySegment target = buffers.next(expected.length * 4L);
            MemorySegment.copy(sources[rank], 0, source, ValueLayout.JAVA_FLOAT, 0, expected.length);

            long total = ring.allReduce(source, target, Reduction.AVERAGE, weights[rank], 0.1 * rank);

            assertThat(total).isEqualTo(LongStream.of(weights).sum());
            assertThat(ring.rider()).isCloseTo(ridersInRankOrder(), within(1e-12)); // hosts add theirs first
            Buffers.assertBits(target, expected, "target");
            Buffers.assertBits(source, sources[rank], "source");

            ring.allReduce(source, source, Reduction.AVERAGE, weights[rank], 0);
            Buffers.assertBits(source, expected, "in place");
        }
    }
}
