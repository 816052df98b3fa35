package io.rondo.allreduce;

/**
 * Which path a buffer takes.
 *
 * @param kind what carries large buffers
 * @param latencyBytes buffers up to this size travel in the ranks' messages: one exchange, every rank adds everything;
 *     {@link #MEASURED}: found out when the ring opens, one answer for all ranks
 * @param segmentBytes elements that a frame of the conveyor carries at most, in bytes: a multiple of 8
 * @param udp how frames travel between hosts
 */
public record PathSettings(TransportKind kind, int latencyBytes, int segmentBytes, UdpSettings udp) {
    /** In place of a size: measure. */
    public static final int MEASURED = -1;

    /** What one message can carry. */
    public static final int MAX_LATENCY_BYTES = CallFrame.MAX_PAYLOAD_BYTES;

    /** What one frame can carry. */
    public static final int MAX_SEGMENT_BYTES = SegmentFrame.MAX_PAYLOAD_BYTES;

    /**
     * Above this, while each rank has a core, a second exchange costs less than to copy the elements into a message and
     * to have that cleaned; ranks that share cores gain by the latency path up to 4 KiB (docs/benchmarks.md).
     */
    public static final int DEFAULT_LATENCY_BYTES = 512;

    public PathSettings {
        if (latencyBytes < MEASURED || latencyBytes > MAX_LATENCY_BYTES) {
            throw new IllegalArgumentException(
                    "latencyBytes=" + latencyBytes + " must be from 0 to " + MAX_LATENCY_BYTES + ", or " + MEASURED);
        }
        if (segmentBytes < Long.BYTES || segmentBytes > MAX_SEGMENT_BYTES || segmentBytes % Long.BYTES != 0) {
            throw new IllegalArgumentException(
                    "segmentBytes=" + segmentBytes + " must be a multiple of 8 from 8 to " + MAX_SEGMENT_BYTES);
        }
    }

    /** Between hosts as by default. */
    public PathSettings(TransportKind kind, int latencyBytes, int segmentBytes) {
        this(kind, latencyBytes, segmentBytes, UdpSettings.DEFAULT);
    }

    /** The kind with its measured sizes. */
    public static PathSettings of(TransportKind kind) {
        return new PathSettings(kind, DEFAULT_LATENCY_BYTES, MAX_SEGMENT_BYTES);
    }
}
