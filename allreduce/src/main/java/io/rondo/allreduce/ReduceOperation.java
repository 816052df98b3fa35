package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.rondo.allreduce.wire.SegmentDecoder;
import org.agrona.DirectBuffer;

/**
 * An all-reduce on the conveyor. Each rank puts the segments of its own chunk on the ring; every arriving segment is
 * added to the local one straight out of the log buffer into the next claimed frame, so each receive causes exactly one
 * send. At most {@link #IN_FLIGHT} segments a rank are under way: fewer than a link holds, so the ring cannot fill up
 * and stand still.
 */
final class ReduceOperation extends RingOperation {
    /** Segments a rank keeps on the ring: enough to hide the hand-over, few enough to stay in cache. */
    private static final int IN_FLIGHT = 4;

    private final HopPlan plan;
    private final FloatKernels kernels;
    private final BufferClaim claim = new BufferClaim();
    private final int segmentElements;

    private Chunks chunks;
    private long sourceAddress;
    private long targetAddress;
    private long samples;
    private double rider;
    private long arrivalNs;
    private int segmentsPerChunk;
    private int injected;
    private int arrivedAtLastHop;
    private long awaited;
    private int newestHop;
    private long totalSamples;
    private double totalRider;
    private long lastArrivalNs;

    ReduceOperation(Ring ring, RingLink link, SegmentFrame frame, FloatKernels kernels, int segmentElements) {
        super(ring, link, frame);
        this.plan = new HopPlan(ring.rank(), ring.size());
        this.kernels = kernels;
        this.segmentElements = segmentElements;
        this.chunks = new Chunks(0, ring.size());
    }

    void begin(
            long operation,
            long sourceAddress,
            long targetAddress,
            long elements,
            long samples,
            double rider,
            long arrivalNs) {
        this.operation = operation;
        this.sourceAddress = sourceAddress;
        this.targetAddress = targetAddress;
        this.samples = samples;
        this.rider = rider;
        this.arrivalNs = arrivalNs;
        if (chunks.elements() != elements) {
            chunks = new Chunks(elements, ring.size());
        }
        segmentsPerChunk = (int) Math.max(1, (chunks.longest() + segmentElements - 1) / segmentElements);
        injected = 0;
        arrivedAtLastHop = 0;
        newestHop = 0;
        awaited = (long) segmentsPerChunk * plan.hops();
    }

    @Override
    boolean isDone() {
        return awaited == 0;
    }

    @Override
    int awaitedHop() {
        return newestHop;
    }

    @Override
    long elements() {
        return chunks.elements();
    }

    long totalSamples() {
        return totalSamples;
    }

    double totalRider() {
        return totalRider;
    }

    long lastArrivalNs() {
        return lastArrivalNs;
    }

    @Override
    int inject() {
        int sent = 0;
        while (injected < segmentsPerChunk && injected - arrivedAtLastHop < IN_FLIGHT) {
            int chunk = plan.sendChunk(0);
            int count = count(chunk, injected);
            if (!link.tryClaim(SegmentFrame.HEADER_BYTES + count * Float.BYTES, claim)) {
                break;
            }
            long payload = frame.encode(claim, operation, elements(), 0, injected);
            frame.tallies(samples, rider, arrivalNs);
            Memory.copy(sourceAddress + offsetBytes(chunk, injected), payload, (long) count * Float.BYTES);
            claim.commit();
            injected++;
            sent++;
        }
        return sent;
    }

    @Override
    boolean onSegment(DirectBuffer buffer, int payloadAt, int payloadBytes) {
        int hop = frame.header().hop();
        int segment = frame.header().segment();
        int chunk = plan.receiveChunk(hop);
        int count = count(chunk, segment);
        if (payloadBytes != count * Float.BYTES) {
            throw new RingBrokenException("damaged frame: peer=" + ring.peerAt(ring.predecessor()) + " hop=" + hop
                    + " segment=" + segment + " bytes=" + payloadBytes + " expected=" + count * Float.BYTES);
        }
        boolean isForwarded = !plan.isLastHop(hop);
        if (isForwarded && !link.tryClaim(SegmentFrame.HEADER_BYTES + payloadBytes, claim)) {
            return false;
        }
        long received = buffer.addressOffset() + payloadAt;
        long at = offsetBytes(chunk, segment);
        if (plan.isReduceHop(hop)) {
            addAndForward(hop, segment, count, received, at);
        } else {
            copyAndForward(hop, segment, payloadBytes, received, at, isForwarded);
        }
        newestHop = Math.max(newestHop, hop);
        awaited--;
        return true;
    }

    private void addAndForward(int hop, int segment, int count, long received, long at) {
        long samplesSoFar = frame.header().samples() + samples;
        long lastSoFarNs = Math.max(frame.header().lastArrivalNs(), arrivalNs);
        double riderSoFar = frame.header().rider() + rider;
        long payload = frame.encode(claim, operation, elements(), hop + 1, segment);
        frame.tallies(samplesSoFar, riderSoFar, lastSoFarNs);
        if (plan.isLastReduceHop(hop)) {
            complete(plan.receiveChunk(hop), samplesSoFar, riderSoFar, lastSoFarNs);
            kernels.addAndDivide(received, sourceAddress + at, divisor(samplesSoFar), payload, count);
            Memory.copy(payload, targetAddress + at, (long) count * Float.BYTES);
        } else {
            kernels.add(received, sourceAddress + at, payload, count);
        }
        claim.commit();
    }

    private void copyAndForward(int hop, int segment, int payloadBytes, long received, long at, boolean isForwarded) {
        SegmentDecoder header = frame.header();
        complete(plan.receiveChunk(hop), header.samples(), header.rider(), header.lastArrivalNs());
        if (isForwarded) {
            long payload = frame.encode(claim, operation, elements(), hop + 1, segment);
            frame.tallies(header.samples(), header.rider(), header.lastArrivalNs());
            Memory.copy(received, payload, payloadBytes);
            claim.commit();
        } else {
            arrivedAtLastHop++;
        }
        Memory.copy(received, targetAddress + at, payloadBytes);
    }

    /** The answer of a whole chain; the riders of different chunks are added in different orders, so chunk 0's counts. */
    private void complete(int chunk, long samples, double rider, long lastArrivalNs) {
        this.totalSamples = samples;
        this.lastArrivalNs = lastArrivalNs;
        if (chunk == 0) {
            this.totalRider = rider;
        }
    }

    /** Nobody had a sample: the sums are all zero, and stay so. */
    static float divisor(long totalSamples) {
        return totalSamples == 0 ? 1f : totalSamples;
    }

    private int count(int chunk, int segment) {
        long left = chunks.end(chunk) - chunks.begin(chunk) - (long) segment * segmentElements;
        return Math.clamp(left, 0, segmentElements);
    }

    private long offsetBytes(int chunk, int segment) {
        return (chunks.begin(chunk) + (long) segment * segmentElements) * Float.BYTES;
    }
}
