package io.rondo.allreduce;

import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Memory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The collectives of several hosts with several ranks each: a flat ring within each host, and one between the hosts'
 * lowest ranks, their leaders. Only leaders speak UDP, so that each byte crosses a NIC as often as if each host were one
 * rank.
 *
 * <p><b>Order.</b> For H hosts and m ranks of a host, the host's sum is that of its own flat ring: its chunk c of m is added
 * in the order rank c, c + 1, ... (mod m) of the host. The sums of the hosts are added likewise: chunk c of H in the order
 * host c, c + 1, ... (mod H), and divided once. Riders are added in rank order within each host, then in the order of hosts.
 *
 * <pre>
 *   host a:  a0 a1  --windows-->  a0 ==UDP==> b0       a0  --windows-->  a0 a1
 *   host b:  b0 b1  --windows-->  b0 ==UDP==> a0       b0  --windows-->  b0 b1
 * </pre>
 */
final class MixedCollectives implements Collectives {
    private static final int LEADER = 0;

    private final DataTransport transport;
    private final PathSettings settings;
    private final Ring ring;
    private final FlatCollectives host;
    private final FlatCollectives leaders; // null in all but the leader
    private final int[] hostOfRank;
    private final int[] ranksOfHost; // how many
    private final MemorySegment tallies = Arena.ofAuto().allocate(2 * Long.BYTES, Long.BYTES);
    private MemorySegment aside = MemorySegment.NULL;
    private double totalRider;
    private long lastArrivalNs;

    private MixedCollectives(
            DataTransport transport, PathSettings settings, Ring ring, FlatCollectives host, FlatCollectives leaders) {
        this.transport = transport;
        this.settings = settings;
        this.ring = ring;
        this.host = host;
        this.leaders = leaders;
        int[] firsts = ring.leaders();
        hostOfRank = new int[ring.size()];
        ranksOfHost = new int[firsts.length];
        for (int each = 0; each < firsts.length; each++) {
            for (int rank : ring.ranksOf(ring.seats().get(firsts[each]).host())) {
                hostOfRank[rank] = each;
                ranksOfHost[each]++;
            }
        }
    }

    static MixedCollectives open(DataTransport transport, Ring ring, RingWatch watch, PathSettings settings) {
        requireHostsInOrder(ring);
        int[] neighbours = ring.ranksOf(ring.seat().host());
        Ring ofHost = ring.only(neighbours);
        FlatCollectives host = FlatCollectives.open(transport, ofHost, watch, settings, null);
        try {
            FlatCollectives leaders = null;
            if (ofHost.rank() == LEADER) {
                Ring ofLeaders = ring.only(ring.leaders());
                leaders = FlatCollectives.open(
                        transport, ofLeaders, watch, betweenHosts(settings), new Rails(ofLeaders, settings.udp()));
            }
            MixedCollectives mixed = new MixedCollectives(transport, settings, ring, host, leaders);
            mixed.barrier();
            return mixed;
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** Nothing is measured there: the other ranks of the host wait meanwhile. */
    private static PathSettings betweenHosts(PathSettings settings) {
        int latencyBytes = settings.latencyBytes() == PathSettings.MEASURED
                ? PathSettings.DEFAULT_LATENCY_BYTES
                : settings.latencyBytes();
        return new PathSettings(settings.kind(), latencyBytes, settings.segmentBytes(), settings.udp());
    }

    private static void requireHostsInOrder(Ring ring) {
        int hosts = ring.leaders().length;
        long changes = IntStream.range(1, ring.size())
                .filter(rank -> !ring.seats()
                        .get(rank)
                        .host()
                        .equals(ring.seats().get(rank - 1).host()))
                .count();
        if (changes != hosts - 1) {
            throw new IllegalArgumentException("the peers of one host must follow each other in the ring, found "
                    + ring.seats().stream().map(Seat::host).toList());
        }
    }

    @Override
    public int latencyBytes() {
        return host.latencyBytes();
    }

    @Override
    public Ring ring() {
        return ring;
    }

    @Override
    public Window window(long lengthBytes) throws IOException {
        return host.window(lengthBytes);
    }

    @Override
    public void adopt(Window window) throws IOException {
        host.adopt(window);
    }

    @Override
    public Messages messages(Messages.Handler handler) {
        return Messages.open(transport, ring, settings, handler);
    }

    @Override
    public Lines lines(List<Integer> ranks, Lines.Handler handler) {
        return Lines.open(transport, ring, settings, ranks, handler);
    }

    @Override
    public MemorySegment windowOf(Window own, int rank) {
        int[] neighbours = ring.ranksOf(ring.seat().host());
        int place = Arrays.binarySearch(neighbours, rank);
        return place < 0 ? null : host.windowOf(own, place);
    }

    @Override
    public long allReduce(MemorySegment source, MemorySegment target, Reduction reduction, long weight, double rider) {
        long totalWeight = host.allReduce(source, target, reduction.undivided(), weight, rider);
        totalRider = host.rider();
        lastArrivalNs = host.lastArrivalNs();
        if (leaders != null) {
            totalWeight = leaders.allReduce(target, target, reduction, totalWeight, totalRider);
            totalRider = leaders.rider();
            lastArrivalNs = leaders.lastArrivalNs();
        }
        host.broadcast(target, LEADER);
        return shareTallies(totalWeight);
    }

    /** The leader's, to all ranks of the host. */
    private long shareTallies(long totalWeight) {
        long address = tallies.address();
        Memory.setLong(address, totalWeight);
        Memory.setLong(address + Long.BYTES, Double.doubleToRawLongBits(totalRider));
        host.broadcast(tallies, LEADER);
        totalRider = Double.longBitsToDouble(Memory.getLong(address + Long.BYTES));
        return Memory.getLong(address);
    }

    @Override
    public double rider() {
        return totalRider;
    }

    @Override
    public long lastArrivalNs() {
        return lastArrivalNs;
    }

    /** All of it is reduced, and this rank's chunk kept: no less crosses the NICs' links than in an all-reduce. */
    @Override
    public void reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction) {
        MemorySegment whole = aside(source.byteSize());
        allReduce(source, whole, reduction);
        ElementType type = reduction.type();
        long begin = Chunks.begin(source.byteSize() / type.bytes(), ring.size(), ring.rank()) * type.bytes();
        MemorySegment.copy(whole, begin, target, 0, target.byteSize());
    }

    private MemorySegment aside(long lengthBytes) {
        if (aside.byteSize() < lengthBytes) {
            aside = Arena.ofAuto().allocate(lengthBytes, Long.BYTES);
        }
        return aside.asSlice(0, lengthBytes);
    }

    @Override
    public void allGather(MemorySegment source, MemorySegment target) {
        long each = source.byteSize();
        if (target.byteSize() != each * ring.size()) {
            throw new IllegalArgumentException("a source of " + each + " bytes needs a target of " + each * ring.size()
                    + " bytes, got " + target.byteSize());
        }
        int own = hostOfRank[ring.rank()];
        host.allGather(source, blockOf(own, target, each));
        if (leaders != null) {
            for (int from = 0; from < ranksOfHost.length; from++) {
                leaders.broadcast(blockOf(from, target, each), from);
            }
        }
        host.broadcast(target, LEADER);
    }

    /** What the ranks of a host give. */
    private MemorySegment blockOf(int hostIndex, MemorySegment target, long each) {
        int first = 0;
        for (int before = 0; before < hostIndex; before++) {
            first += ranksOfHost[before];
        }
        return target.asSlice(first * each, ranksOfHost[hostIndex] * each);
    }

    @Override
    public long[] allGather(long... mine) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment source = scratch.allocateFrom(ValueLayout.JAVA_LONG, mine);
            MemorySegment target =
                    scratch.allocate((long) ring.size() * Math.max(1, mine.length) * Long.BYTES, Long.BYTES);
            MemorySegment all = target.asSlice(0, (long) ring.size() * mine.length * Long.BYTES);
            allGather(source, all);
            return all.toArray(ValueLayout.JAVA_LONG);
        }
    }

    @Override
    public void broadcast(MemorySegment buffer, int root) {
        if (root < 0 || root >= ring.size()) {
            throw new IllegalArgumentException("root=" + root + " outside a ring of " + ring.size());
        }
        int from = hostOfRank[root];
        int first = Arrays.stream(ring.leaders()).skip(from).findFirst().orElseThrow();
        if (hostOfRank[ring.rank()] == from) {
            host.broadcast(buffer, root - first);
        }
        if (leaders != null) {
            leaders.broadcast(buffer, from);
        }
        if (hostOfRank[ring.rank()] != from) {
            host.broadcast(buffer, LEADER);
        }
    }

    @Override
    public void barrier() {
        host.barrier();
        if (leaders != null) {
            leaders.barrier();
        }
        host.barrier();
    }

    @Override
    public LinkTally tally() {
        return leaders == null ? host.tally() : host.tally().plus(leaders.tally());
    }

    @Override
    public void close() {
        if (leaders != null) {
            leaders.close();
        }
        host.close();
    }
}
