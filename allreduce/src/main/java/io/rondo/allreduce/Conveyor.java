package io.rondo.allreduce;

import io.aeron.exceptions.AeronException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Collectives on a ring whose bytes travel in Aeron frames from neighbour to neighbour. Every rank calls the same
 * collectives in the same order; they may follow each other at once. One thread, the exchange thread, calls all methods.
 *
 * <p>A call returns with the result or throws {@link RingBrokenException}; after that the ring is of no more use and is
 * closed. Sources are never written, so a failed reduce had no effect and can be tried again on a new ring.
 */
public final class Conveyor implements AutoCloseable {
    private static final int SPINS = 50;
    /** Long enough for a neighbour to pass a segment on: parking costs 50 us, a hand-over 5. */
    private static final int YIELDS = 2_000;

    private static final long MIN_PARK_NS = TimeUnit.MICROSECONDS.toNanos(1);
    private static final long MAX_PARK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    /** The driver must clean a link before it is full, and not oftener: it does so on the holder's time. */
    private static final int BUSY_CYCLES_PER_DRIVER_CYCLE = 4;

    private static final long WATCH_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Ring ring;
    private final DataTransport transport;
    private final RingWatch watch;
    private final RingLink link;
    private final FloatKernels kernels;
    private final ReduceOperation reduce;
    private final GatherOperation gather;
    private final IdleStrategy idle = new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NS, MAX_PARK_NS);
    private long operation;
    private double totalRider;
    private long lastArrivalNs;

    private Conveyor(DataTransport transport, Ring ring, RingWatch watch, int segmentBytes) {
        this.ring = ring;
        this.transport = transport;
        this.watch = watch;
        SegmentFrame frame = new SegmentFrame(ring);
        kernels = Kernels.best();
        link = ring.size() == 1 ? null : new RingLink(transport, ring);
        reduce = new ReduceOperation(ring, link, frame, kernels, segmentBytes / Float.BYTES);
        gather = new GatherOperation(ring, link, frame);
    }

    /** As the other {@code open}, with the largest segments that a frame holds. */
    public static Conveyor open(DataTransport transport, Ring ring, RingWatch watch) {
        return open(transport, ring, watch, SegmentFrame.MAX_PAYLOAD_BYTES);
    }

    /**
     * Opens this rank's links and waits until both neighbours have opened theirs.
     *
     * @param segmentBytes values a frame carries, in bytes: a multiple of 4, at most 32,640
     * @throws RingBrokenException when the watch ends the wait
     */
    public static Conveyor open(DataTransport transport, Ring ring, RingWatch watch, int segmentBytes) {
        if (segmentBytes < Float.BYTES
                || segmentBytes > SegmentFrame.MAX_PAYLOAD_BYTES
                || segmentBytes % Float.BYTES != 0) {
            throw new IllegalArgumentException("segmentBytes=" + segmentBytes + " must be a multiple of 4 from 4 to "
                    + SegmentFrame.MAX_PAYLOAD_BYTES);
        }
        Conveyor conveyor = null;
        try {
            conveyor = new Conveyor(transport, ring, watch, segmentBytes);
            conveyor.awaitNeighbours();
            return conveyor;
        } catch (RuntimeException e) {
            if (conveyor != null) {
                conveyor.close();
            }
            throw e instanceof AeronException ? driverLost(ring, -1, e) : e;
        }
    }

    public Ring ring() {
        return ring;
    }

    /**
     * Weighted average over the ring: {@code target = sum of all sources / sum of all samples}, added in the canonical
     * order, each element divided once. With no sample anywhere the sum is left undivided.
     *
     * @param source this rank's sums, float32 in native order, off the heap; never written (unless it is the target)
     * @param target as long as the source; the same segment for an all-reduce in place, otherwise apart from it
     * @param samples how many samples this rank's sums are made of, 0 or more
     * @return the sum of all ranks' samples
     * @throws RingBrokenException when the ring breaks or the ranks' lengths differ
     */
    public long allReduce(MemorySegment source, MemorySegment target, long samples) {
        return allReduce(source, target, samples, 0);
    }

    /**
     * As above, with a rider: one value a rank that is summed up along the way, in rank order, into {@link #rider}; the
     * same bits on every rank. Costs nothing.
     */
    public long allReduce(MemorySegment source, MemorySegment target, long samples, double rider) {
        long sourceAddress = Memory.addressOf(source, "source");
        long targetAddress = Memory.addressOf(target, "target");
        if (source.byteSize() != target.byteSize() || source.byteSize() % Float.BYTES != 0) {
            throw new IllegalArgumentException("source and target must hold the same number of float32 values, got "
                    + source.byteSize() + " and " + target.byteSize() + " bytes");
        }
        if (samples < 0) {
            throw new IllegalArgumentException("samples=" + samples + " must not be negative");
        }
        long elements = source.byteSize() / Float.BYTES;
        long arrivalNs = System.nanoTime();
        if (ring.size() == 1) {
            divideAlone(sourceAddress, targetAddress, elements, samples);
            totalRider = rider;
            lastArrivalNs = arrivalNs;
            return samples;
        }
        reduce.begin(operation++, sourceAddress, targetAddress, elements, samples, rider, arrivalNs);
        run(reduce);
        totalRider = reduce.totalRider();
        lastArrivalNs = reduce.lastArrivalNs();
        return reduce.totalSamples();
    }

    /** Of the last all-reduce: the sum of all ranks' riders. */
    public double rider() {
        return totalRider;
    }

    /** Of the last all-reduce: when the last rank arrived, as that rank's {@link System#nanoTime} (one clock a host). */
    public long lastArrivalNs() {
        return lastArrivalNs;
    }

    /**
     * Every rank's values, in rank order. Also a barrier: nobody returns before everybody has called.
     *
     * @param mine this rank's values, as many on every rank, 4,080 at most
     * @return {@code size * mine.length} values
     */
    public long[] allGather(long... mine) {
        if (mine.length > GatherOperation.MAX_VALUES) {
            throw new IllegalArgumentException(
                    "an all-gather takes at most " + GatherOperation.MAX_VALUES + " values a rank, got " + mine.length);
        }
        long[] all = new long[ring.size() * mine.length];
        if (ring.size() == 1) {
            System.arraycopy(mine, 0, all, 0, mine.length);
            return all;
        }
        gather.begin(operation++, mine, all);
        run(gather);
        return all;
    }

    private void run(RingOperation current) {
        long lastProgressNs = System.nanoTime();
        long lastWatchNs = lastProgressNs;
        int busyCycles = 0;
        idle.reset();
        while (!current.isDone()) {
            int work = current.inject() + link.poll(current);
            current.throwIfFailed();
            if (work == 0 || ++busyCycles % BUSY_CYCLES_PER_DRIVER_CYCLE == 0) {
                transport.doWork();
            }
            idle.idle(work);
            long nowNs = System.nanoTime();
            if (work > 0) {
                lastProgressNs = nowNs;
            } else if (nowNs - lastWatchNs > WATCH_INTERVAL_NS) {
                lastWatchNs = nowNs;
                onWaiting(current.awaitedHop(), nowNs - lastProgressNs);
                link.checkPredecessor(current.awaitedHop(), nowNs - lastProgressNs);
            }
        }
    }

    private void awaitNeighbours() {
        if (ring.size() == 1) {
            return;
        }
        long startNs = System.nanoTime();
        while (!link.isConnected()) {
            idle.idle(transport.doWork());
            onWaiting(-1, System.nanoTime() - startNs);
        }
    }

    private void onWaiting(int hop, long waitedNs) {
        if (transport.failure() != null) {
            throw driverLost(ring, hop, transport.failure());
        }
        watch.onWaiting(ring, hop, waitedNs);
    }

    private static RingBrokenException driverLost(Ring ring, int hop, Throwable cause) {
        return new RingBrokenException(
                "data driver lost: generation=" + ring.generation() + " hop=" + hop + " cause=" + cause.getMessage(),
                cause);
    }

    private void divideAlone(long sourceAddress, long targetAddress, long elements, long samples) {
        float divisor = ReduceOperation.divisor(samples);
        for (long done = 0; done < elements; ) {
            int count = (int) Math.min(elements - done, Integer.MAX_VALUE / Float.BYTES);
            kernels.divide(sourceAddress + done * Float.BYTES, divisor, targetAddress + done * Float.BYTES, count);
            done += count;
        }
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
    }
}
