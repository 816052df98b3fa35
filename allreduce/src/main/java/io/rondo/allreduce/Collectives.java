package io.rondo.allreduce;

import io.aeron.exceptions.AeronException;
import io.rondo.allreduce.kernel.ElementType;
import io.rondo.allreduce.kernel.Kernels;
import io.rondo.allreduce.kernel.Memory;
import io.rondo.allreduce.kernel.Operator;
import io.rondo.allreduce.kernel.ReduceKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the ranks of a ring do together: all-reduce, reduce-scatter, all-gather, broadcast, barrier. Every rank calls the
 * same collectives in the same order with buffers of the same length; they may follow each other at once. One thread, the
 * exchange thread, calls all methods; meanwhile and in between somebody calls {@link DataTransport#doWork} every
 * millisecond or so.
 *
 * <p>Buffers lie off the heap and hold elements in native byte order. Small ones take the latency path, those in
 * {@linkplain #window windows} the window path, others the conveyor; all paths add in the <b>canonical order</b> (see the
 * package) and so end with the same bits on every rank.
 *
 * <p>A call returns with the result or throws {@link RingBrokenException}, which names the peer, the hop and the
 * milliseconds; after that the ring is of no more use and is closed. Sources are never written, so a failed reduce from
 * a source to another target had no effect and can be tried again on a new ring. Hops in messages: -1 while the ring opens,
 * 0 for the other ranks' calls, 1 for the end of their work on windows; on the conveyor, hops of the ring.
 */
public final class Collectives implements AutoCloseable {
    private static final int MAX_GATHERED = CallFrame.MAX_PAYLOAD_BYTES / Long.BYTES;
    private static final long MAX_BLOCK_BYTES = 1L << 30;

    private static final int REHEARSALS = 3_000;

    private final Ring ring;
    private final PathSettings settings;
    private final Rendezvous rendezvous; // null in a ring of one
    private final Windows windows;
    private final LatencyPath latencyPath;
    private final WindowPath windowPath;
    private final ConveyorPath conveyorPath;
    private final Call call = new Call();
    private final ReduceKernel[][] kernels = new ReduceKernel[ElementType.values().length][Operator.values().length];
    private int latencyBytes;
    private long operations;
    private double totalRider;
    private long lastArrivalNs;

    private Collectives(DataTransport transport, Ring ring, RingWatch watch, PathSettings settings) {
        this.ring = ring;
        this.settings = settings;
        latencyBytes = settings.latencyBytes();
        if (settings.kind() == TransportKind.WINDOW && !Window.isSupported()) {
            throw new UnsupportedOperationException(
                    "windows need Linux (/proc/PID/fd): choose the transport kind ipc or auto");
        }
        kernel(ElementType.FLOAT32, Operator.SUM); // now, not while others wait: the first use of a kernel rehearses it
        kernel(ElementType.FLOAT32, Operator.AVERAGE);
        Waiting waiting = new Waiting(ring, transport, watch);
        windows = new Windows(ring, transport.directory());
        rendezvous = ring.size() == 1 ? null : new Rendezvous(transport, ring, waiting);
        latencyPath = new LatencyPath(ring, rendezvous);
        windowPath = new WindowPath(ring, windows, rendezvous);
        conveyorPath = new ConveyorPath(ring, transport, waiting, settings.segmentBytes());
    }

    /**
     * Opens this rank's links and waits until all ranks have opened theirs.
     *
     * @throws RingBrokenException when the watch ends the wait
     */
    public static Collectives open(DataTransport transport, Ring ring, RingWatch watch, PathSettings settings) {
        Collectives collectives = null;
        try {
            collectives = new Collectives(transport, ring, watch, settings);
            if (collectives.rendezvous != null) {
                collectives.rendezvous.open();
                collectives.measureSwitchOver();
            }
            return collectives;
        } catch (IOException e) {
            collectives.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            if (collectives != null) {
                collectives.close();
            }
            throw e instanceof AeronException
                    ? Waiting.driverLost(ring, ring.predecessor(), Rendezvous.OPENING_HOP, e)
                    : e;
        }
    }

    private void measureSwitchOver() throws IOException {
        if (latencyBytes == PathSettings.MEASURED) {
            rehearse();
            switchOverAt(SwitchOver.measure(this));
        }
    }

    /**
     * Has the JIT compile the exchange of calls before it matters: interpreted it costs more than a small all-reduce. A
     * collective; some 10 ms while each rank has a core.
     */
    public void rehearse() {
        for (int i = 0; i < REHEARSALS; i++) {
            barrier();
        }
    }

    /** From here on buffers up to this size take the latency path. */
    void switchOverAt(int bytes) {
        latencyBytes = bytes;
    }

    /** Buffers up to this size take the latency path. */
    public int latencyBytes() {
        return latencyBytes;
    }

    public Ring ring() {
        return ring;
    }

    /**
     * Memory for buffers that all ranks can reach; with the transport kind {@code ipc}, and where there are no windows,
     * memory of this process alone. A collective: every rank calls it. The window lives as long as this ring.
     *
     * @param lengthBytes the same on every rank
     * @throws IOException on every rank, when one has no room for its window
     */
    public Window window(long lengthBytes) throws IOException {
        boolean isShared = settings.kind() != TransportKind.IPC && ring.size() > 1 && Window.isSupported();
        return isShared ? windows.open(this, lengthBytes) : windows.ofThisProcess(lengthBytes);
    }

    /**
     * {@code target = sum, average, least or greatest of all sources}, on every rank.
     *
     * @param source this rank's elements; never written (unless it is the target)
     * @param target as long as the source; the same segment for an all-reduce in place, otherwise apart from it
     * @throws RingBrokenException when the ring breaks or the ranks' lengths differ
     */
    public void allReduce(MemorySegment source, MemorySegment target, Reduction reduction) {
        allReduce(source, target, reduction, 1, 0);
    }

    /**
     * As above, with weights: an average is the sum of all sources divided once by the sum of all weights; with no weight
     * anywhere it is left undivided. The sources are sums already (of so many samples' gradients), not multiplied by their weights here.
     *
     * @param weight what this rank's elements count for, 0 or more
     * @param rider one more value, summed up in rank order into {@link #rider}: costs nothing
     * @return the sum of all ranks' weights
     */
    public long allReduce(MemorySegment source, MemorySegment target, Reduction reduction, long weight, double rider) {
        requireSameLength(source, target, source.byteSize(), target.byteSize());
        if (weight < 0) {
            throw new IllegalArgumentException("weight=" + weight + " must not be negative");
        }
        begin(Collective.ALL_REDUCE, source, target, reduction.type(), source.byteSize());
        call.operator = reduction.operator();
        call.weight = weight;
        call.rider = rider;
        run(true);
        return rendezvous == null ? weight : rendezvous.totalWeight();
    }

    /** Of the last all-reduce: the sum of all ranks' riders. */
    public double rider() {
        return totalRider;
    }

    /** Of the last collective: when the last rank arrived, as that rank's {@link System#nanoTime} (one clock a host). */
    public long lastArrivalNs() {
        return lastArrivalNs;
    }

    /**
     * Each rank's chunk of what {@link #allReduce} would give: rank r ends with the elements floor(r * L / n) up to
     * floor((r + 1) * L / n).
     *
     * @param target as long as this rank's chunk ({@link #chunkBytes})
     */
    public void reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction) {
        requireSameLength(source, target, chunkBytes(source.byteSize(), reduction.type()), target.byteSize());
        begin(Collective.REDUCE_SCATTER, source, target, reduction.type(), source.byteSize());
        call.operator = reduction.operator();
        run(false);
    }

    /** Length of this rank's chunk of a buffer of {@code lengthBytes}. */
    public long chunkBytes(long lengthBytes, ElementType type) {
        return Chunks.length(lengthBytes / type.bytes(), ring.size(), ring.rank()) * type.bytes();
    }

    /**
     * Every rank's source, in rank order, on every rank.
     *
     * @param source as long on every rank; may be this rank's place in the target
     * @param target as long as all sources together
     */
    public void allGather(MemorySegment source, MemorySegment target) {
        requireSameLength(source, target, source.byteSize() * ring.size(), target.byteSize());
        begin(Collective.ALL_GATHER, source, target, widest(source), source.byteSize());
        run(false);
    }

    /**
     * Every rank's values, in rank order.
     *
     * @param mine this rank's values, as many on every rank, {@value #MAX_GATHERED} at most
     * @return {@code size * mine.length} values
     */
    public long[] allGather(long... mine) {
        if (mine.length > MAX_GATHERED) {
            throw new IllegalArgumentException(
                    "an all-gather of values takes at most " + MAX_GATHERED + " a rank, got " + mine.length);
        }
        long[] all = new long[ring.size() * mine.length];
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment source = scratch.allocate(ValueLayout.JAVA_LONG, mine.length);
            MemorySegment target = scratch.allocate(ValueLayout.JAVA_LONG, all.length);
            MemorySegment.copy(mine, 0, source, ValueLayout.JAVA_LONG, 0, mine.length);
            begin(Collective.ALL_GATHER, source, target, ElementType.INT64, source.byteSize());
            run(DataPath.LATENCY);
            MemorySegment.copy(target, ValueLayout.JAVA_LONG, 0, all, 0, all.length);
        }
        return all;
    }

    /**
     * The root's elements, on every rank.
     *
     * @param buffer read on the root, written on all others
     * @param root rank of the one that gives
     */
    public void broadcast(MemorySegment buffer, int root) {
        if (root < 0 || root >= ring.size()) {
            throw new IllegalArgumentException("root=" + root + " outside a ring of " + ring.size());
        }
        begin(Collective.BROADCAST, buffer, buffer, widest(buffer), buffer.byteSize());
        call.root = root;
        run(false);
    }

    /** Returns when all ranks have called. */
    public void barrier() {
        begin(Collective.BARRIER, MemorySegment.NULL, MemorySegment.NULL, ElementType.INT64, 0);
        run(DataPath.LATENCY);
    }

    private void begin(
            Collective collective, MemorySegment source, MemorySegment target, ElementType type, long lengthBytes) {
        call.collective = collective;
        call.sourceAddress = Memory.addressOf(source, "source");
        call.targetAddress = Memory.addressOf(target, "target");
        call.type = type;
        call.lengthBytes = lengthBytes;
        if (lengthBytes % type.bytes() != 0) {
            throw new IllegalArgumentException(
                    "a buffer of " + lengthBytes + " bytes holds no whole number of " + type);
        }
        call.operator = Operator.SUM;
        call.root = 0;
        call.weight = 1;
        call.rider = 0;
        call.sourceAt = Windows.NOWHERE;
        call.targetAt = Windows.NOWHERE;
    }

    /** @param sharesTarget the other ranks write into this rank's target */
    private void run(boolean sharesTarget) {
        if (rendezvous != null && call.lengthBytes > latencyBytes) {
            call.sourceAt = windows.placeOf(call.sourceAddress, call.lengthBytes);
            call.targetAt = sharesTarget ? windows.placeOf(call.targetAddress, call.lengthBytes) : call.sourceAt;
            run(call.sourceAt >= 0 && call.targetAt >= 0 ? DataPath.WINDOW : outsideOfWindows());
        } else {
            run(DataPath.LATENCY);
        }
    }

    private DataPath outsideOfWindows() {
        if (settings.kind() == TransportKind.WINDOW) {
            throw new IllegalArgumentException("the buffers do not lie in windows of this ring: make them by window(),"
                    + " or choose the transport kind auto");
        }
        return DataPath.CONVEYOR;
    }

    private void run(DataPath path) {
        call.operation = operations++;
        call.path = path;
        call.arrivalNs = System.nanoTime();
        if (rendezvous == null) {
            runAlone();
            return;
        }
        ReduceKernel kernel = kernel(call.type, call.operator);
        if (path == DataPath.LATENCY) {
            latencyPath.run(call, kernel);
        } else {
            rendezvous.meet(call, 0, null);
            long divisor = divisor(call, rendezvous.totalWeight());
            if (path == DataPath.WINDOW) {
                windowPath.run(call, kernel, divisor);
            } else {
                conveyorPath.run(call, kernel, divisor);
            }
        }
        totalRider = rendezvous.totalRider();
        lastArrivalNs = rendezvous.lastArrivalNs();
    }

    private void runAlone() {
        long divisor = divisor(call, call.weight);
        int elementBytes = call.type.bytes();
        for (long at = 0; at < call.lengthBytes; ) {
            long bytes = Math.min(call.lengthBytes - at, MAX_BLOCK_BYTES);
            if (divisor != 1) {
                kernel(call.type, call.operator).divide(call.sourceAddress + at, divisor, call.targetAddress + at, (int)
                        (bytes / elementBytes));
            } else if (call.sourceAddress != call.targetAddress) {
                Memory.copy(call.sourceAddress + at, call.targetAddress + at, bytes);
            }
            at += bytes;
        }
        totalRider = call.rider;
        lastArrivalNs = call.arrivalNs;
    }

    private ReduceKernel kernel(ElementType type, Operator operator) {
        ReduceKernel[] ofType = kernels[type.ordinal()];
        if (ofType[operator.ordinal()] == null) {
            ofType[operator.ordinal()] = Kernels.of(type, operator);
        }
        return ofType[operator.ordinal()];
    }

    /** What a complete sum is divided by: 1 unless an average is asked for and anybody has a weight. */
    static long divisor(Call call, long totalWeight) {
        return call.operator == Operator.AVERAGE && totalWeight > 0 ? totalWeight : 1;
    }

    /** Bytes have no type: the widest that fits. */
    private static ElementType widest(MemorySegment buffer) {
        return buffer.byteSize() % Long.BYTES == 0 ? ElementType.INT64 : ElementType.INT32;
    }

    private static void requireSameLength(MemorySegment source, MemorySegment target, long expected, long actual) {
        if (expected != actual) {
            throw new IllegalArgumentException("a source of " + source.byteSize() + " bytes needs a target of "
                    + expected + " bytes, got " + target.byteSize());
        }
    }

    @Override
    public void close() {
        conveyorPath.close();
        if (rendezvous != null) {
            rendezvous.close();
        }
        windows.close();
    }
}
