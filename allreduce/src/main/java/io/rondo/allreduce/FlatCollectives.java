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
import java.util.List;
import java.util.stream.LongStream;

/**
 * The collectives of a flat ring, whose ranks are all alike: on one host (windows, IPC), or each on its own (UDP). Each
 * begins with a {@link Rendezvous}; then one of the paths moves the bytes.
 */
final class FlatCollectives implements Collectives {
    /** What a message over UDP carries on every path. */
    private static final int MAX_UDP_LATENCY_BYTES =
            (Rails.MESH_FRAME_BYTES - 32 - CallFrame.CALL_BYTES) / Long.BYTES * Long.BYTES;

    private static final long MAX_BLOCK_BYTES = 1L << 30;

    private final Ring ring;
    private final DataTransport transport;
    private final RingWatch watch;
    private final PathSettings settings;
    private final Rails rails; // null on one host
    private final Rendezvous rendezvous; // null in a ring of one
    private final Windows windows;
    private final LatencyPath latencyPath;
    private final WindowPath windowPath;
    private final ConveyorPath conveyorPath;
    private final Call call = new Call();
    private final ReduceKernel[][] kernels = new ReduceKernel[ElementType.values().length][Operator.values().length];
    private final int maxLatencyBytes;
    private int latencyBytes;
    private long[] listening; // for the conveyor's link, until it is opened; null on one host
    private int frameBytes;
    private long operations;
    private double totalRider;
    private long lastArrivalNs;

    private FlatCollectives(DataTransport transport, Ring ring, RingWatch watch, PathSettings settings, Rails rails) {
        this.ring = ring;
        this.transport = transport;
        this.watch = watch;
        this.settings = settings;
        this.rails = rails;
        maxLatencyBytes = rails == null ? PathSettings.MAX_LATENCY_BYTES : MAX_UDP_LATENCY_BYTES;
        latencyBytes = Math.min(settings.latencyBytes(), maxLatencyBytes);
        if (settings.kind() == TransportKind.WINDOW && !Window.isSupported()) {
            throw new UnsupportedOperationException(
                    "windows need Linux (/proc/PID/fd): choose the transport kind ipc or auto");
        }
        kernel(ElementType.FLOAT32, Operator.SUM); // now, not while others wait: the first use of a kernel rehearses it
        kernel(ElementType.FLOAT32, Operator.AVERAGE);
        Waiting waiting = new Waiting(ring, transport, watch, rails != null);
        windows = new Windows(ring, transport.directory());
        rendezvous = ring.size() == 1 ? null : new Rendezvous(transport, ring, rails, waiting, watch);
        listening = rails == null || ring.size() == 1 ? null : RingLink.listen(transport, ring, rails);
        latencyPath = new LatencyPath(ring, rendezvous);
        windowPath = new WindowPath(ring, windows, rendezvous, watch);
        conveyorPath = new ConveyorPath(ring, transport, rendezvous, waiting, watch, this::openLink);
    }

    /** @param rails null for ranks of one host */
    static FlatCollectives open(
            DataTransport transport, Ring ring, RingWatch watch, PathSettings settings, Rails rails) {
        FlatCollectives collectives = null;
        try {
            collectives = new FlatCollectives(transport, ring, watch, settings, rails);
            if (collectives.rendezvous == null) {
                collectives.latencyBytes = Math.max(0, collectives.latencyBytes);
            } else {
                collectives.rendezvous.open();
                collectives.agreeOnFrames();
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

    /** The ranks pass each other's frames on as they are: what fits the narrowest rail of all. */
    private void agreeOnFrames() {
        if (rails != null) {
            frameBytes =
                    (int) LongStream.of(allGather(rails.frameBytes())).min().orElseThrow();
        }
    }

    private RingLink openLink() {
        if (rails == null) {
            return RingLink.overIpc(transport, ring, settings.segmentBytes());
        }
        long[] heard = listening;
        listening = null;
        return RingLink.overUdp(transport, ring, rails, heard, frameBytes, settings.segmentBytes());
    }

    private void measureSwitchOver() throws IOException {
        if (latencyBytes == PathSettings.MEASURED) {
            switchOverAt(SwitchOver.measure(this));
        }
    }

    /** From here on buffers up to this size take the latency path. */
    void switchOverAt(int bytes) {
        latencyBytes = Math.min(bytes, maxLatencyBytes);
    }

    @Override
    public int latencyBytes() {
        return latencyBytes;
    }

    @Override
    public Ring ring() {
        return ring;
    }

    @Override
    public Window window(long lengthBytes) throws IOException {
        return sharesWindows() ? windows.open(this, lengthBytes) : windows.ofThisProcess(lengthBytes);
    }

    @Override
    public void adopt(Window window) throws IOException {
        if (sharesWindows()) {
            windows.adopt(this, window);
        }
    }

    @Override
    public MemorySegment windowOf(Window own, int rank) {
        return rank == ring.rank() ? own.memory() : windows.memoryOf(own, rank);
    }

    @Override
    public Messages messages(Messages.Handler handler) {
        return Messages.open(transport, ring, settings, handler);
    }

    @Override
    public Lines lines(List<Integer> ranks, Lines.Handler handler) {
        return Lines.open(transport, ring, settings, ranks, handler);
    }

    private boolean sharesWindows() {
        return rails == null && settings.kind() != TransportKind.IPC && Window.isSupported();
    }

    @Override
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

    @Override
    public double rider() {
        return totalRider;
    }

    @Override
    public long lastArrivalNs() {
        return lastArrivalNs;
    }

    @Override
    public void reduceScatter(MemorySegment source, MemorySegment target, Reduction reduction) {
        requireSameLength(source, target, chunkBytes(source.byteSize(), reduction.type()), target.byteSize());
        begin(Collective.REDUCE_SCATTER, source, target, reduction.type(), source.byteSize());
        call.operator = reduction.operator();
        run(false);
    }

    @Override
    public void allGather(MemorySegment source, MemorySegment target) {
        requireSameLength(source, target, source.byteSize() * ring.size(), target.byteSize());
        begin(Collective.ALL_GATHER, source, target, widest(source), source.byteSize());
        run(false);
    }

    @Override
    public long[] allGather(long... mine) {
        long[] all = new long[ring.size() * mine.length];
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment source = scratch.allocate(ValueLayout.JAVA_LONG, mine.length);
            MemorySegment target = scratch.allocate(ValueLayout.JAVA_LONG, all.length);
            MemorySegment.copy(mine, 0, source, ValueLayout.JAVA_LONG, 0, mine.length);
            begin(Collective.ALL_GATHER, source, target, ElementType.INT64, source.byteSize());
            run(source.byteSize() <= maxLatencyBytes ? DataPath.LATENCY : DataPath.CONVEYOR);
            MemorySegment.copy(target, ValueLayout.JAVA_LONG, 0, all, 0, all.length);
        }
        return all;
    }

    @Override
    public void broadcast(MemorySegment buffer, int root) {
        if (root < 0 || root >= ring.size()) {
            throw new IllegalArgumentException("root=" + root + " outside a ring of " + ring.size());
        }
        begin(Collective.BROADCAST, buffer, buffer, widest(buffer), buffer.byteSize());
        call.root = root;
        run(false);
    }

    @Override
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
        watch.onPassed(ring, Stage.ENDED, Rendezvous.DONE_HOP);
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
    public LinkTally tally() {
        return rendezvous == null ? LinkTally.NONE : rendezvous.tally().plus(conveyorPath.tally());
    }

    @Override
    public void close() {
        conveyorPath.close();
        if (listening != null && !transport.aeron().isClosed()) {
            LongStream.of(listening).forEach(transport.aeron()::asyncRemoveSubscription);
        }
        listening = null;
        if (rendezvous != null) {
            rendezvous.close();
        }
        windows.close();
    }
}
