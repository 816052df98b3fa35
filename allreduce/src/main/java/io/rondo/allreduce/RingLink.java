package io.rondo.allreduce;

import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.protocol.DataHeaderFlyweight;
import java.util.Arrays;

/**
 * One rank's two directions: frames to its successor, frames from its predecessor, over Aeron IPC or over the rails of
 * UDP. Of several rails a frame takes the one that would have it arrive first. Opening only asks the driver, which
 * may be dead: whoever waits for {@link #connected} decides how long. Exchange thread only.
 */
final class RingLink implements AutoCloseable {
    /** Over IPC: holds 8 segments in flight; larger ones leave the caches between being written and read. */
    static final int TERM_BYTES = 512 * 1024;

    /** Aeron's header and that of a segment. */
    private static final int HEADER_BYTES = DataHeaderFlyweight.HEADER_LENGTH + SegmentFrame.HEADER_BYTES;
    /** Elements in whole cache lines, and 32 KiB of them: half a buffer of 64 KiB is one frame. */
    private static final int IPC_FRAME_BYTES = 32 * 1024 + HEADER_BYTES;

    private static final String IPC = "aeron:ipc?term-length=" + TERM_BYTES + "|mtu=" + IPC_FRAME_BYTES;
    /** Segments a rank keeps on the ring: enough to hide the hand-over, few enough to stay in cache. */
    private static final int IPC_IN_FLIGHT = 4;

    private static final int IPC_FRAMES_PER_CYCLE = 16;
    /** The driver must move an IPC link's limit before it is full, and not oftener: it does so on the holder's time. */
    private static final int IPC_CYCLES_PER_DRIVER_CYCLE = 4;

    private static final long TRUSTED = -1;
    private static final int UDP_BYTES_PER_CYCLE = 64 * 1024;

    private final Ring ring;
    private final Lane[] lanes;
    private final long[] suspectedAt; // the operation, or TRUSTED
    private final int segmentBytes;
    private final int inFlight;
    private final int framesPerCycle;
    private final int cyclesPerDriverCycle;
    private int lastLane;

    private RingLink(
            Ring ring, Lane[] lanes, int segmentBytes, int inFlight, int framesPerCycle, int cyclesPerDriverCycle) {
        this.ring = ring;
        this.lanes = lanes;
        this.suspectedAt = new long[lanes.length];
        Arrays.fill(suspectedAt, TRUSTED);
        this.segmentBytes = segmentBytes;
        this.inFlight = inFlight;
        this.framesPerCycle = framesPerCycle;
        this.cyclesPerDriverCycle = cyclesPerDriverCycle;
    }

    static RingLink overIpc(DataTransport transport, Ring ring, int segmentBytes) {
        long listening = Lane.listen(transport.aeron(), ring, IPC);
        Lane lane = new Lane(transport.aeron(), ring, IPC, listening, TERM_BYTES / 2, 0, false);
        return new RingLink(
                ring,
                new Lane[] {lane},
                Math.min(segmentBytes, IPC_FRAME_BYTES - HEADER_BYTES),
                IPC_IN_FLIGHT,
                IPC_FRAMES_PER_CYCLE,
                IPC_CYCLES_PER_DRIVER_CYCLE);
    }

    /** Asks for the ways from the predecessor, by rail, for {@link #overUdp}: before that, while others open theirs. */
    static long[] listen(DataTransport transport, Ring ring, Rails rails) {
        long[] subscriptionIds = new long[rails.count()];
        for (int rail = 0; rail < subscriptionIds.length; rail++) {
            subscriptionIds[rail] = Lane.listen(transport.aeron(), ring, rails.subscription(rail));
        }
        return subscriptionIds;
    }

    /**
     * @param listening of {@link #listen}; the link's from now on
     * @param frameBytes that all ranks have agreed on
     */
    static RingLink overUdp(
            DataTransport transport, Ring ring, Rails rails, long[] listening, int frameBytes, int segmentBytes) {
        Lane[] lanes = new Lane[rails.count()];
        for (int rail = 0; rail < lanes.length; rail++) {
            lanes[rail] = new Lane(
                    transport.aeron(),
                    ring,
                    rails.linkPublication(rail, frameBytes),
                    listening[rail],
                    rails.windowBytes(),
                    rails.nic(rail).rateMbps(),
                    lanes.length > 1);
        }
        int bytes = Math.min(segmentBytes, frameBytes - HEADER_BYTES) / Long.BYTES * Long.BYTES;
        return new RingLink(
                ring,
                lanes,
                bytes,
                Math.max(2, rails.windowsInFlight() * rails.windowBytes() / frameBytes),
                Math.max(1, UDP_BYTES_PER_CYCLE / frameBytes),
                1);
    }

    /** Elements in a frame, in bytes. */
    int segmentBytes() {
        return segmentBytes;
    }

    /** Frames of its own chunk that a rank may have on the ring: fewer than a link holds, so links never all fill up. */
    int inFlight() {
        return inFlight;
    }

    /** Frames that a cycle of the exchange puts on the ring: as many as the driver sends in one of its own. */
    int framesPerCycle() {
        return framesPerCycle * lanes.length;
    }

    /** Busy cycles of the exchange before the driver gets one: over UDP it moves every byte. */
    int cyclesPerDriverCycle() {
        return cyclesPerDriverCycle;
    }

    int rails() {
        return lanes.length;
    }

    /** Times that a lane had no room. */
    long refusals() {
        long refusals = 0;
        for (Lane lane : lanes) {
            refusals += lane.refusals();
        }
        return refusals;
    }

    /** Rails on which the driver has opened both directions and both neighbours have theirs. */
    int connected() {
        int connected = 0;
        for (Lane lane : lanes) {
            connected += lane.isConnected() ? 1 : 0;
        }
        return connected;
    }

    /**
     * Claims the next frame to the successor.
     *
     * @return false when the link is full, or the successor not there: go on polling
     * @throws RingBrokenException when this rank's own end is gone
     */
    boolean tryClaim(int lengthBytes, BufferClaim claim) {
        if (lanes.length == 1) {
            return lanes[0].tryClaim(lengthBytes, claim);
        }
        int first = fastest(lengthBytes, System.nanoTime());
        return tryClaim(lengthBytes, claim, first, true)
                || !hasTrustedWay() && tryClaim(lengthBytes, claim, first, false);
    }

    private boolean tryClaim(int lengthBytes, BufferClaim claim, int first, boolean trusted) {
        for (int i = 0; i < lanes.length; i++) {
            int lane = (first + i) % lanes.length;
            if (isTrusted(lane) == trusted && lanes[lane].tryClaim(lengthBytes, claim)) {
                lastLane = lane;
                return true;
            }
        }
        return false;
    }

    /** If not, a suspected lane is better than none. */
    private boolean hasTrustedWay() {
        for (int lane = 0; lane < lanes.length; lane++) {
            if (isTrusted(lane) && lanes[lane].hasSuccessor()) {
                return true;
            }
        }
        return false;
    }

    private int fastest(int lengthBytes, long nowNs) {
        int best = 0;
        double bestNs = Double.MAX_VALUE;
        for (int lane = 0; lane < lanes.length; lane++) {
            double arrivalNs = isTrusted(lane) ? lanes[lane].arrivalNs(lengthBytes, nowNs) : Double.MAX_VALUE;
            if (arrivalNs < bestNs) {
                best = lane;
                bestNs = arrivalNs;
            }
        }
        return best;
    }

    /** An operation on several rails begins. */
    void begin() {
        long nowNs = System.nanoTime();
        for (Lane lane : lanes) {
            lane.begin(nowNs);
        }
    }

    /** The rail that the last claimed frame takes. */
    int lastRail() {
        return lastLane;
    }

    /** What was sent by the rail has not come: nothing more is sent by it until it is heard again, or is the last. */
    void suspect(int rail, long operation) {
        suspectedAt[rail] = operation;
        for (int each = 0; each < lanes.length; each++) {
            if (isTrusted(each)) {
                return;
            }
        }
        Arrays.fill(suspectedAt, TRUSTED);
    }

    private boolean isTrusted(int rail) {
        return suspectedAt[rail] == TRUSTED;
    }

    /** The rail was heard in an operation: it is trusted again if that is a later one. */
    void onHeard(int rail, long operation) {
        if (operation > suspectedAt[rail]) {
            suspectedAt[rail] = TRUSTED;
        }
    }

    int poll(ControlledFragmentHandler handler) {
        int polled = 0;
        for (Lane lane : lanes) {
            polled += lane.poll(handler, framesPerCycle);
        }
        return polled;
    }

    /** The neighbour whose end of the link is gone and still needed, or -1: one who has all it needs may leave. */
    int firstLeft() {
        boolean lacksPredecessor = true;
        boolean lacksSuccessor = true;
        for (Lane lane : lanes) {
            lacksPredecessor &= lane.lacksPredecessor();
            lacksSuccessor &= lane.lacksSuccessor();
        }
        if (lacksPredecessor) {
            return ring.predecessor();
        }
        return lacksSuccessor ? ring.successor() : -1;
    }

    @Override
    public void close() {
        for (Lane lane : lanes) {
            lane.close();
        }
    }
}
